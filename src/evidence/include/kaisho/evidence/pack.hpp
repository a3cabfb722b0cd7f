#pragma once

#include <kaisho/codec/merkle.hpp>

#include "kaisho/evidence/checkpoint.hpp"

/// An evidence pack: one JSON file with everything that shows its claims to someone who has neither a node nor a
/// network (docs/formats/evidence-pack.md).
namespace kaisho::evidence {

inline constexpr std::string_view kPackFormat = "kaisho-evidence-pack/1";
inline constexpr std::size_t kMaxPackSize = std::size_t{64} << 20;  ///< bytes of JSON

using Path = codec::merkle::Path;

struct OlderCheckpoint {
  std::string note;
  Path consistency;  ///< RFC 6962 2.1.2, from this one to the pack's checkpoint
};
struct BlockEvidence {
  Bytes header;  ///< encoded; says its own height
  Path path;     ///< RFC 6962 2.1.1, in the tree of the pack's checkpoint
};
struct TransactionEvidence {
  Height block = 0;
  std::uint64_t index = 0;  ///< within the block
  Bytes transaction;        ///< wire form
  Bytes receipt;            ///< encoded
  Path transaction_path;
  Path receipt_path;
  std::optional<std::string> label;  ///< what it means to people; proved by nothing
};
struct RecordEvidence {
  Height block = 0;  ///< in the state after this block
  Address address;
  std::optional<Word> slot;    ///< nothing: the account itself
  std::optional<Bytes> value;  ///< leaf value of the state tree; nothing: absent
  Bytes proof;                 ///< ICS-23 CommitmentProof
  std::optional<std::string> label;
};

/// One statement, in words and for machines. Which members are there depends on the kind.
struct Claim {
  std::string kind;
  std::vector<std::pair<std::string, std::string>> members;  ///< in the order of the format page
  std::string text;                                          ///< the sentence that the format page prescribes
  friend bool operator==(const Claim&, const Claim&) = default;
};

struct Pack {
  std::string revision;  ///< of the rules: "kaisho_1"
  ChainId chain_id = 0;
  Bytes genesis_header;
  Path genesis_path;  ///< inclusion as leaf 0
  std::vector<VerifierKey> signers;
  std::string checkpoint;  ///< signed note
  std::vector<OlderCheckpoint> older_checkpoints;
  std::vector<BlockEvidence> blocks;
  std::vector<TransactionEvidence> transactions;
  std::vector<RecordEvidence> records;
  std::vector<Claim> claims;
};

/// Why a text is no pack; `where` names the member ("transactions[0].receipt").
struct Unreadable {
  std::string where;
  std::string reason;
};

/// Canonical JSON (RFC 8785).
[[nodiscard]] std::string write_pack(const Pack& pack);
/// Reads the form only; what it says is for `verify`. Strict: every member of the format page, no other one, any
/// white space.
[[nodiscard]] std::expected<Pack, Unreadable> read_pack(std::string_view text);

}  // namespace kaisho::evidence
