#pragma once

#include <map>

#include "kaisho/analysis/program_facts.hpp"

/// What a package says about its program: interface and the author's words.
namespace kaisho::analysis {

struct DeclaredFunction {
  codec::abi::Function function;
  std::vector<std::string> parameters;  ///< names, may be empty texts
  std::vector<codec::abi::Type> outputs;
  std::string mutability;
  std::string notice;
  [[nodiscard]] bool reads_only() const { return mutability == "view" || mutability == "pure"; }
};

struct Interface {
  std::map<std::string, DeclaredFunction, std::less<>> functions;  ///< by signature
  bool has_fallback = false;
};

/// Of one artifact; empty for one that is malformed (load_package has refused those).
[[nodiscard]] Interface interface_of(ByteView artifact_json);

/// Functions of all artifacts of the package but tests, and those that everybody knows: names for selectors.
[[nodiscard]] std::map<codec::abi::Selector, DeclaredFunction> known_functions(const governance::Package& package);

/// Standards whose functions are all among these, sorted.
[[nodiscard]] std::vector<std::string> standards_among(const std::set<codec::abi::Selector>& selectors);

}  // namespace kaisho::analysis
