#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kaisho/analysis/program_facts.hpp"

/// What a user is shown before a consent (G13): the facts in the user's language, as text, as JSON and as a page to
/// print.
namespace kaisho::analysis {

enum class Language : std::uint8_t { english = 1, japanese = 2 };
/// "en" or "ja"; nothing for another.
[[nodiscard]] std::optional<Language> language_of(std::string_view code);

/// What one organization said about the package.
struct OrganizationResult {
  std::string organization;
  std::optional<bool> success;  ///< nothing: has not tested it
  Hash report_hash;
  std::string rebuilt;  ///< "matches", "matches but for metadata", "differs", or empty where it did not try
};

/// Everything that the page says. The running version's facts are there where one runs.
struct Explanation {
  ProgramFacts facts;
  std::optional<ProgramFacts> running;
  std::string running_fault;           ///< why the running version could not be tried; empty where it was, or none runs
  std::vector<std::string> arguments;  ///< of the constructor, "address 0x…", in order
  std::string user, vorg;              ///< may be empty
  std::string policy;                  ///< DeployPolicy in force, may be empty
  std::vector<OrganizationResult> results;

  [[nodiscard]] std::string to_text(Language language) const;
  /// A whole page in one file: no script, no foreign address, every text escaped; made to be printed.
  [[nodiscard]] std::string to_html(Language language) const;
  /// Canonical JSON `kaisho-program-explanation/1`: the facts, and the sentences in the language.
  [[nodiscard]] std::string to_json(Language language) const;
};

/// The sentences of a difference, for `program diff` and the page.
[[nodiscard]] std::vector<std::string> sentences(const PowersDifference& difference, const ProgramFacts& before,
                                                 const ProgramFacts& after, Language language);
/// One power in a sentence: "New tokens can be made by acme (issuer), with mint(address,uint256)."
[[nodiscard]] std::string sentence(const Power& power, const ProgramFacts& facts, Language language);
[[nodiscard]] std::string sentence(const Finding& finding, Language language);
/// A function's purpose in words, from what everybody knows of it or from its name.
[[nodiscard]] std::string sentence(const FunctionFacts& function, Language language);

}  // namespace kaisho::analysis
