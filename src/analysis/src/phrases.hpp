#pragma once

#include <initializer_list>

#include "kaisho/analysis/explanation.hpp"

/// Every word that people read, in every language.
namespace kaisho::analysis {

/// The phrase with "{0}", "{1}", … replaced; asserts that there is such a phrase.
[[nodiscard]] std::string say(Language language, std::string_view key, std::initializer_list<std::string> values = {});
/// What a function of this signature does in every program that follows its standard; empty where nobody can know.
[[nodiscard]] std::string known_purpose(Language language, std::string_view signature);

}  // namespace kaisho::analysis
