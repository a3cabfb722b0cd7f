#include "cosigned.hpp"

#include <algorithm>

namespace kaisho::evidence {

std::expected<SignedCheckpoint, std::string> read_signed_checkpoint(std::string_view text) {
  auto note = parse_note(text);
  if (!note) return std::unexpected(std::string(describe(note.error())));
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return std::unexpected("the note is not a checkpoint of this ledger");
  return SignedCheckpoint{*std::move(note), *std::move(checkpoint)};
}

Failure check_signatures(const SignedNote& note, const std::vector<VerifierKey>& signers) {
  for (const auto& signature : note.signatures) {
    const auto of_this_name = [&](const auto& other) { return other.name == signature.name; };
    if (std::ranges::count_if(note.signatures, of_this_name) != 1) return "two signatures of " + signature.name;
    const auto signer = std::ranges::find_if(signers, of_this_name);
    if (signer == signers.end()) return "signed by " + signature.name + ", who is not among the signers";
    if (!note.is_signed_by(*signer)) return "the signature of " + signature.name + " is wrong";
  }
  return std::nullopt;
}

}  // namespace kaisho::evidence
