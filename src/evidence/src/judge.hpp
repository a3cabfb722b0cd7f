#pragma once

#include "kaisho/evidence/verify.hpp"

/// What a pack's evidence shows, whatever its claims say.
namespace kaisho::evidence {

/// One piece of evidence, judged.
struct Judgement {
  std::string where;                   ///< "records[2]"
  std::optional<Claim> claim;          ///< what it speaks of; nothing where it can not even be decoded
  std::optional<std::string> failure;  ///< nothing: it shows the claim
  std::optional<Label> label;
};

struct Judged {
  Hash genesis_hash;
  Checkpoint checkpoint;
  std::vector<Judgement> evidence;  ///< the checkpoint first, then in the pack's order
};

[[nodiscard]] Judged judge(const Pack& pack);

}  // namespace kaisho::evidence
