#pragma once

#include "kaisho/evidence/verify.hpp"

/// Proof that a ledger was shown with two histories: two signed checkpoints of one size with different roots
/// (docs/formats/fork-evidence.md).
namespace kaisho::evidence {

inline constexpr std::string_view kForkFormat = "kaisho-fork-evidence/1";
inline constexpr std::size_t kMaxForkSize = std::size_t{1} << 20;  ///< bytes of JSON

/// One of the two histories, and the keys whose signatures its note bears.
struct ForkSide {
  std::string checkpoint;  ///< signed note
  std::vector<VerifierKey> signers;
  friend bool operator==(const ForkSide&, const ForkSide&) = default;
};

struct ForkEvidence {
  ForkSide first, second;
  friend bool operator==(const ForkEvidence&, const ForkEvidence&) = default;
};

/// Canonical JSON (RFC 8785).
[[nodiscard]] std::string write_fork(const ForkEvidence& fork);
/// Reads the form only. Strict, as `read_pack`.
[[nodiscard]] std::expected<ForkEvidence, Unreadable> read_fork(std::string_view text);
/// Whether the text says that it is fork evidence, whatever else is wrong with it.
[[nodiscard]] bool is_fork_text(std::string_view text);

/// What two notes prove together.
struct ForkReport {
  std::string origin;
  std::uint64_t size = 0;
  Hash first_root, second_root;
  std::vector<SignerResult> first_signers, second_signers;
  std::vector<std::string> both;      ///< names of keys that signed both: each of them showed two histories by itself
  bool trust_given = false;           ///< false: the keys come from the file itself
  std::vector<std::string> problems;  ///< why it proves nothing
  [[nodiscard]] bool holds() const { return problems.empty(); }
};

/// With trust given, each side must bear the signature of a key that the reader named.
[[nodiscard]] ForkReport judge_fork(const ForkEvidence& fork, const Trust& trust);

/// What `kaisho verify` prints and returns for such a file: 0 it proves a fork, 1 it does not, 2 unreadable.
[[nodiscard]] Verdict verify_fork_for_people(std::string_view text, const Trust& trust);

}  // namespace kaisho::evidence
