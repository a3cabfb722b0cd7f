#pragma once

#include "kaisho/governance/policy.hpp"

namespace kaisho::governance {

/// Whether the word belongs to the language in any letter case, so that no organization may be called so.
[[nodiscard]] bool is_policy_word(std::string_view word);

/// Canonical form of a tree (docs/formats/policy.md, "Canonical form").
[[nodiscard]] PolicyNode canonical(PolicyNode node);

/// Canonical text of a canonical tree.
[[nodiscard]] std::string text_of_node(const PolicyNode& node);

}  // namespace kaisho::governance
