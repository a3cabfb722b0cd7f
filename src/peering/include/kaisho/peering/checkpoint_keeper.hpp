#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <kaisho/evidence/checkpoint.hpp>
#include <kaisho/evidence/fork.hpp>

#include "kaisho/peering/member.hpp"

/// Checkpoints of the history that this member executed itself, co-signed by the others (docs/formats/checkpoint.md).
namespace kaisho::peering {

/// The history as this node has it.
struct History {
  std::string origin;                   ///< evidence::checkpoint_origin
  std::function<std::uint64_t()> size;  ///< headers
  /// Root over the first `size` headers; nothing where it cannot be read (pruned, or the medium failed).
  std::function<std::optional<Hash>(std::uint64_t size)> root;
};

/// Why a checkpoint is not signed. Stable, never renumbered.
enum class KeeperFault : std::uint8_t {
  no_key = 1,         ///< this node has no checkpoint key
  not_executed = 2,   ///< the history is shorter, or not readable at that size
  behind_signed = 3,  ///< an earlier run signed a longer history: this one must catch up first
  other_history = 4,  ///< an earlier run signed another history: never sign this one
  medium = 5,         ///< what would be signed cannot be remembered
};
struct KeeperError {
  KeeperFault fault = KeeperFault::medium;
  std::string text;  ///< a sentence with what to do
};

/// What a note that another member gave turned out to be.
enum class Heard : std::uint8_t {
  agrees,       ///< signs the history that this node has; kept
  ahead,        ///< signs a longer one: looked at again when this node is there
  fork,         ///< signs another history: kept as evidence
  other_chain,  ///< signs another ledger's history
  not_signed,   ///< not a checkpoint with the member's valid signature
};

/// A checkpoint and who vouches for it, this member first.
struct CosignedCheckpoint {
  evidence::Checkpoint checkpoint;
  evidence::SignedNote note;
  std::vector<evidence::VerifierKey> signers;  ///< as they verified, in the note's order
  [[nodiscard]] bool has(const std::string& member) const;
};

/// A fork that is on file.
struct ForkOnFile {
  std::string file;  ///< path
  std::string member;
  std::uint64_t size = 0;
  Hash ours, theirs;
};

/// Signs, collects, compares. Thread-safe.
class CheckpointKeeper {
 public:
  static constexpr std::size_t kKept = 64;            ///< newest co-signed checkpoints in memory
  static constexpr std::size_t kForksOfAMember = 16;  ///< on file; a member that goes on lying adds no more

  struct Signer {
    std::string name;
    crypto::ed25519::KeyPair key;
  };
  struct Dependencies {
    History history;
    std::optional<Signer> signer;
    Members members;
    std::filesystem::path folder;  ///< holds signed.note and forks/
    std::function<void(std::string_view)> warn = [](std::string_view) {};
    /// Once, with a sentence: more than a third of the members signed one history that is not this member's. Where at
    /// most a third lie, one of them tells the truth, so this member is wrong. Called with the keeper's lock held.
    std::function<void(const std::string&)> outvoted = [](const std::string&) {};
  };
  /// The error is a sentence: the folder cannot be made, or what it says about earlier signatures cannot be read.
  [[nodiscard]] static std::expected<std::unique_ptr<CheckpointKeeper>, std::string> open(Dependencies dependencies);

  /// This member's signature on the first `size` headers. Every note that ever leaves is of one history: before the
  /// first one beyond what is on file leaves, the file says so durably.
  [[nodiscard]] std::expected<std::string, KeeperError> sign(std::uint64_t size);
  /// The same for the whole history.
  [[nodiscard]] std::expected<std::string, KeeperError> sign_whole();
  /// The same; from then on it is what the others are asked to sign.
  [[nodiscard]] std::expected<std::string, KeeperError> sign_latest();
  /// Size that the others are asked to sign; 0 before the first.
  [[nodiscard]] std::uint64_t target() const;

  /// Judges a note that `member` gave as its own.
  Heard take(const std::string& member, std::string_view note);
  /// Whether this member's signature on the target is missing.
  [[nodiscard]] bool lacks(const std::string& member) const;

  /// The note over at least `size` headers that most members signed, the newest of several; nothing where none is
  /// signed yet.
  [[nodiscard]] std::optional<CosignedCheckpoint> best(std::uint64_t size) const;
  /// The newest that more than half of the active members signed.
  [[nodiscard]] std::optional<CosignedCheckpoint> newest_of_majority() const;
  /// Newest first.
  [[nodiscard]] std::vector<CosignedCheckpoint> list() const;
  [[nodiscard]] std::vector<ForkOnFile> forks() const;

 private:
  explicit CheckpointKeeper(Dependencies dependencies) : with_(std::move(dependencies)) {}

  // Each of these is called with the mutex held.
  [[nodiscard]] std::expected<void, std::string> load_signed();
  [[nodiscard]] std::expected<void, std::string> load_forks();
  [[nodiscard]] std::expected<CosignedCheckpoint, KeeperError> sign_now(std::uint64_t size);
  [[nodiscard]] std::expected<evidence::Checkpoint, KeeperError> executed(std::uint64_t size) const;
  [[nodiscard]] std::expected<void, KeeperError> check_signed() const;
  [[nodiscard]] std::expected<void, KeeperError> remember();
  [[nodiscard]] CosignedCheckpoint signed_by_us(const evidence::Checkpoint& checkpoint) const;
  [[nodiscard]] std::optional<evidence::VerifierKey> key_of(const std::string& member) const;
  Heard compare(const evidence::VerifierKey& key, const evidence::SignedNote& note, const evidence::Checkpoint& theirs);
  void cosign(const evidence::VerifierKey& key, const evidence::SignedNote& note, std::uint64_t size);
  void keep_fork(const evidence::VerifierKey& key, const evidence::SignedNote& note, const evidence::Checkpoint& theirs,
                 const evidence::Checkpoint& ours);
  void weigh(const std::string& member, const evidence::Checkpoint& theirs);
  void look_again();

  struct Ahead {
    evidence::VerifierKey key;
    evidence::SignedNote note;
    evidence::Checkpoint checkpoint;
  };

  Dependencies with_;
  mutable std::mutex mutex_;
  std::optional<evidence::Checkpoint> signed_;  ///< the largest on file
  std::uint64_t target_ = 0;
  std::map<std::uint64_t, CosignedCheckpoint> kept_;  ///< by size
  std::map<std::string, Ahead, std::less<>> ahead_;   ///< by member
  std::vector<ForkOnFile> forks_;
  std::map<std::string, evidence::Checkpoint> against_;  ///< the last one of each member that contradicts this one
  bool outvoted_ = false;
};

}  // namespace kaisho::peering
