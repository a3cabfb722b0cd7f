#include "../src/revert_text.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <kaisho/codec/abi.hpp>
#include <regex>
#include <sstream>

namespace kaisho::cli {
namespace {

using codec::abi::Function;
using codec::abi::Value;

TEST(RevertText, turns_a_governance_error_into_a_sentence) {
  const auto error = Function::of("EntrustedSignatureMissing(string)");
  const auto data = error.encode_call(std::vector{Value::of("bank")});
  const auto text = describe_revert(*data);
  EXPECT_EQ(text.code, "EntrustedSignatureMissing");
  EXPECT_EQ(text.text, "the signature of bank is missing, which the user entrusted");
}

TEST(RevertText, reads_the_reasons_of_solidity) {
  EXPECT_EQ(describe_revert(codec::abi::encode_error("no")).text, "the program refused: no");
  EXPECT_NE(describe_revert(codec::abi::encode_panic(0x11)).text.find("the program refused: "), std::string::npos);
  EXPECT_EQ(describe_revert({}).text, "the program refused without a reason");
  EXPECT_EQ(describe_revert(Bytes{1, 2, 3, 4}).text, "the program refused with 0x01020304");
}

TEST(RevertText, knows_every_error_of_the_governance_interface) {
  std::ifstream file(KAISHO_SOURCE_DIR "/contracts/interfaces/IGovernance.sol");
  std::stringstream source;
  source << file.rdbuf();
  const auto text = source.str();
  const std::regex declaration(R"(\n    error (\w+)\(([^)]*)\);)");
  int seen = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), declaration), end; at != end; ++at, ++seen) {
    std::vector<codec::abi::Type> types;
    std::vector<Value> values;
    std::stringstream parameters((*at)[2]);
    for (std::string parameter; std::getline(parameters, parameter, ',');) {
      const auto start = parameter.find_first_not_of(' ');
      types.push_back(*codec::abi::Type::parse(parameter.substr(start, parameter.find(' ', start) - start)));
      switch (types.back().kind()) {
        case codec::abi::Type::Kind::string:
          values.push_back(Value::of("x"));
          break;
        case codec::abi::Type::Kind::address:
          values.push_back(Value::of(Address{}));
          break;
        case codec::abi::Type::Kind::bytes:
          values.push_back(Value::of(Bytes{}));
          break;
        case codec::abi::Type::Kind::fixed_bytes:
          values.push_back(Value::of(Bytes(types.back().size())));
          break;
        default:
          values.push_back(Value::of(std::uint64_t{1}));
      }
    }
    const Function error{(*at)[1], types};
    EXPECT_EQ(describe_revert(*error.encode_call(values)).code, error.name) << error.signature();
  }
  EXPECT_GT(seen, 40);
}

}  // namespace
}  // namespace kaisho::cli
