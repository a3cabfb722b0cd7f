#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <kaisho/base/hex.hpp>
#include <kaisho/evm/evm.hpp>

#include "kaisho/analysis/program_facts.hpp"

/// Packages of the fixture's programs, and what to ask of their facts.
namespace kaisho::analysis {

using codec::abi::Value;

inline const Address kIssuer = *fixed_from_hex<Address>("0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
inline const Address kOperator = *fixed_from_hex<Address>("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");
inline const Address kFriend = *fixed_from_hex<Address>("0x90f79bf6eb2c4f870365e785982e1f101e93b906");

inline std::string fixture(const std::string& path) {
  const std::ifstream file(std::filesystem::path(KAISHO_FIXTURE) / path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}

inline governance::Package package_of(const std::string& contract, const std::string& artifact,
                                      std::vector<governance::File> more = {}) {
  const auto path = "artifacts/" + contract + ".json";
  std::vector<governance::File> files{{path, bytes_of(artifact)}};
  for (auto& file : more) files.push_back(std::move(file));
  const auto draft = R"({"format":"kaisho-program/1","token":"BOND","name":"x","version":"1.0.0","standard":"ERC-20",)"
                     R"("compiler":{"name":"solc","version":"0.8.37","settings":{}},"contract":{"artifact":")" +
                     path + R"("},"tests":[]})";
  auto manifest = governance::make_manifest(draft, files);
  files.push_back({"program.json", bytes_of(manifest.value())});
  return governance::load_package(std::move(files)).value();
}
inline governance::Package package_of(const std::string& contract) {
  return package_of(contract, fixture("artifacts/" + contract + ".json"));
}

/// A package whose program stands behind a proxy of this kind.
inline governance::Package proxied(const std::string& contract, const std::string& proxy, const std::string& kind) {
  const auto path = [](const std::string& name) { return "artifacts/" + name + ".json"; };
  std::vector<governance::File> files{{path(contract), bytes_of(fixture(path(contract)))},
                                      {path(proxy), bytes_of(fixture(path(proxy)))}};
  const auto draft = R"({"format":"kaisho-program/1","token":"BOND","name":"x","version":"1.0.0","standard":"ERC-20",)"
                     R"("compiler":{"name":"solc","version":"0.8.37","settings":{}},"contract":{"artifact":")" +
                     path(contract) + R"("},"lifecycle":{"onWithdrawal":"none","proxy":{"kind":")" + kind +
                     R"(","artifact":")" + path(proxy) + R"("}},"tests":[]})";
  auto manifest = governance::make_manifest(draft, files);
  files.push_back({"program.json", bytes_of(manifest.value())});
  return governance::load_package(std::move(files)).value();
}

/// What is asked about acme's program, with the call that comes first.
inline Question question_of(const Bytes& first_call) {
  Question question;
  question.constructor_arguments = first_call;
  question.issuer = "acme";
  question.issuer_account = kIssuer;
  question.organization = "bank";
  question.operator_account = kOperator;
  return question;
}

inline ProgramFacts facts_of(const governance::Package& package, const codec::abi::Values& arguments,
                             const TrialLimits& limits = {}) {
  const auto types = codec::abi::types_of(package.constructor_inputs);
  return analyse(package, question_of(codec::abi::encode(types, arguments).value()), *evm::make_executor(), limits);
}

inline const Power* power(const ProgramFacts& facts, Effect effect) {
  const auto found = std::ranges::find(facts.powers, effect, &Power::effect);
  return found == facts.powers.end() ? nullptr : &*found;
}
inline std::vector<std::string> holders(const ProgramFacts& facts, Effect effect) {
  const auto* found = power(facts, effect);
  std::vector<std::string> names;
  if (found == nullptr) return names;
  for (const auto party : found->parties) names.push_back(facts.parties[party].name);
  if (found->anyone) names.emplace_back("anyone");
  return names;
}
inline bool has(const ProgramFacts& facts, FindingKind kind, std::string_view subject = "") {
  return std::ranges::any_of(facts.findings, [&](const Finding& one) {
    return one.kind == kind && (subject.empty() || one.subject == subject);
  });
}
using Names = std::vector<std::string>;

}  // namespace kaisho::analysis
