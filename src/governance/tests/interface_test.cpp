#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "errors.hpp"
#include "functions.hpp"
#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

std::string interface_text() {
  const std::ifstream file(std::string(KAISHO_SOURCE_DIR) + "/contracts/interfaces/IGovernance.sol");
  std::stringstream text;
  text << file.rdbuf();
  return std::regex_replace(text.str(), std::regex("//[^\n]*"), "");
}

/// "string calldata a, Terms calldata b" as "string,(bytes32,…)".
std::string types_of_list(const std::string& list) {
  std::string types;
  std::stringstream parameters(list);
  for (std::string parameter; std::getline(parameters, parameter, ',');) {
    std::stringstream words(parameter);
    std::string type;
    words >> type;
    if (type.empty()) continue;
    if (type == "Terms") type = "(bytes32,string,string,string,uint64,bytes32)";
    types += (types.empty() ? "" : ",") + type;
  }
  return types;
}

std::set<std::string> declared(const std::string& keyword) {
  const std::string text = interface_text();
  const std::regex pattern("\\b" + keyword + "\\s+(\\w+)\\s*\\(([^)]*)\\)");
  std::set<std::string> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    all.insert((*at)[1].str() + "(" + types_of_list((*at)[2].str()) + ")");
  }
  return all;
}

TEST(Interface, G9_declares_exactly_the_errors_that_the_contract_gives) {
  std::set<std::string> known;
  for (const auto& error : kErrors) known.emplace(error.signature);
  EXPECT_EQ(declared("error"), known);
}

TEST(Interface, G9_declares_exactly_the_functions_that_the_contract_answers) {
  std::set<std::string> known;
  for (const auto group : {member_functions(), program_functions(), user_functions(), application_functions(),
                           text_functions(), policy_functions(), deployment_functions()}) {
    for (const auto& function : group) known.emplace(function.signature);
  }
  EXPECT_EQ(declared("function"), known);
}

TEST(Interface, G9_answers_every_view_with_what_it_declares_even_for_unknown_keys) {
  Ledger ledger;
  EXPECT_EQ(ledger.send(kStranger, {}), "the governance has no function 0x00000000");
  for (const auto group : {member_functions(), program_functions(), user_functions(), application_functions(),
                           text_functions(), policy_functions()}) {
    for (const auto& function : group) {
      const auto parsed = codec::abi::Function::of(function.signature);
      // Those without texts or bytes among their parameters are all views.
      const bool is_static = std::ranges::none_of(parsed.inputs, [](const auto& type) { return type.is_dynamic(); });
      if (!is_static || function.outputs.empty()) continue;
      Bytes input = bytes_of(parsed.selector().view());
      for (const auto& type : parsed.inputs) append(input, Bytes(type.head_size()));
      EXPECT_EQ(ledger.send(kStranger, input), "") << function.signature;
      EXPECT_TRUE(codec::abi::decode(codec::abi::types_of(function.outputs), ledger.output)) << function.signature;
    }
  }
}

}  // namespace
}  // namespace kaisho::governance::testing
