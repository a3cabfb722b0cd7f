#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <kaisho/evidence/note.hpp>

#include "kaisho/peering/certificate.hpp"

namespace kaisho::peering {

/// What a member's service is known by; from its record on the ledger.
struct Member {
  std::string name;
  std::string url;                                           ///< "https://host:port"; empty: it has no service
  std::optional<KeyPin> pin;                                 ///< nothing: nobody is taken for this member
  std::optional<crypto::ed25519::PublicKey> checkpoint_key;  ///< signs its checkpoints, under `name`
  friend bool operator==(const Member&, const Member&) = default;
};

/// The active members as the ledger has them now, this one among them. Called often and from any thread: it answers
/// from memory.
using Members = std::function<std::vector<Member>()>;

}  // namespace kaisho::peering
