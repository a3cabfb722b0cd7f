#include "kaisho/evidence/checkpoint.hpp"

#include <array>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>

namespace kaisho::evidence {
namespace {

constexpr std::size_t kGenesisDigits = 16;  // of the genesis hash in an origin

/// The lines of a text in which every line ends; nothing where there are other than N.
template <std::size_t N>
std::optional<std::array<std::string_view, N>> split_lines(std::string_view text) {
  std::array<std::string_view, N> lines;
  for (auto& line : lines) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  return text.empty() ? std::optional(lines) : std::nullopt;
}

}  // namespace

std::string checkpoint_origin(ChainId chain_id, const Hash& genesis_hash) {
  return "kaisho/" + std::to_string(chain_id) + "/" + to_hex_plain(genesis_hash.view()).substr(0, kGenesisDigits);
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         codec::base64::encode(checkpoint.root.view()) + "\n";
}

std::optional<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto lines = split_lines<3>(text);
  if (!lines || (*lines)[0].empty()) return std::nullopt;
  const auto size = U256::from_decimal((*lines)[1]);
  const auto bytes = codec::base64::decode((*lines)[2]);
  const auto root = bytes ? fixed_from<Hash>(*bytes) : std::nullopt;
  if (!size || !size->fits_u64() || !root) return std::nullopt;
  return Checkpoint{std::string((*lines)[0]), size->low_u64(), *root};
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const std::vector<CheckpointSigner>& signers) {
  SignedNote note{checkpoint_text(checkpoint), {}};
  for (const auto& signer : signers) note.signatures.push_back(sign_note(note.text, signer.name, signer.key));
  return note.to_text();
}

}  // namespace kaisho::evidence
