#include "../src/revert_text.hpp"

#include <gtest/gtest.h>

#include <kaisho/codec/abi.hpp>

namespace kaisho::cli {
namespace {

using codec::abi::Function;
using codec::abi::Value;

TEST(RevertText, turns_a_governance_error_into_a_sentence) {
  const auto error = Function::of("EntrustedSignatureMissing(string)");
  const auto data = error.encode_call(std::vector{Value::of("bank")});
  const auto text = describe_revert(*data);
  EXPECT_EQ(text.code, "EntrustedSignatureMissing");
  EXPECT_EQ(text.text, "the signature of bank is missing, the organization that the user entrusted");
}

TEST(RevertText, reads_the_reasons_of_solidity) {
  EXPECT_EQ(describe_revert(codec::abi::encode_error("no")).text, "the program refused: no");
  EXPECT_NE(describe_revert(codec::abi::encode_panic(0x11)).text.find("the program refused: "), std::string::npos);
  EXPECT_EQ(describe_revert({}).text, "the program refused without a reason");
  EXPECT_EQ(describe_revert(Bytes{1, 2, 3, 4}).text, "the program refused with 0x01020304");
}

TEST(RevertText, knows_what_tokens_refuse_with) {
  const auto error = Function::of("NotUsable(string,address)");
  const auto text = describe_revert(*error.encode_call(std::vector{Value::of("ACME-2031"), Value::of(Address{})}));
  EXPECT_EQ(text.code, "NotUsable");
  EXPECT_EQ(text.text, "0x0000000000000000000000000000000000000000 has no right to use the token ACME-2031");
}

}  // namespace
}  // namespace kaisho::cli
