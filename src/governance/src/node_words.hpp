#pragma once

#include "records_write.hpp"

/// The six words of a node, as member records and proposals hold them.
namespace kaisho::governance {

[[nodiscard]] std::optional<MemberNode> load_node(const Slots& slots, const Word& at);
void store_node(WritableSlots& slots, const Word& at, const std::optional<MemberNode>& node);
/// Membership version at which the member last came in; 0 for the founders.
[[nodiscard]] std::uint64_t admitted_at(const Slots& slots, OrganizationNumber number);

}  // namespace kaisho::governance
