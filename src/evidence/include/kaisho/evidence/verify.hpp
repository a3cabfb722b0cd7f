#pragma once

#include <functional>
#include <set>

#include "kaisho/evidence/pack.hpp"

/// Judging a pack with nothing but the pack and the keys that the reader trusts.
namespace kaisho::evidence {

using NameSet = std::set<std::string, std::less<>>;

/// Who must have signed, as a rule over the names of trusted keys (the language of governance's policies, which this
/// module does not know).
struct Requirement {
  std::string policy;                             ///< in words, for the report
  std::function<bool(const NameSet&)> holds_for;  ///< given who vouches
};

/// Whose word the reader takes. A key that the pack merely names is nobody's word. Empty: nobody's in particular; the
/// report then says that the keys come from the pack.
struct Trust {
  std::vector<VerifierKey> any_of;  ///< not empty: at least one of them has signed the checkpoint
  std::vector<VerifierKey> all_of;  ///< each of them has signed the checkpoint
  /// Must hold for the names of those keys above that signed the checkpoint.
  std::optional<Requirement> requirement{};
  /// Hash of the only genesis document that the reader asks about (ledger::genesis_document_hash): block 0 holds it.
  std::optional<Hash> genesis_document{};
  [[nodiscard]] bool is_given() const { return !any_of.empty() || !all_of.empty(); }
  [[nodiscard]] bool names(const VerifierKey& key) const;
};

struct ClaimResult {
  std::string text;
  bool holds = false;
  std::string reason;  ///< where it fails
};

struct SignerResult {
  VerifierKey key;
  bool trusted = false;  ///< named by the reader
};

struct Label {
  std::string subject;  ///< "transaction 0x…", "storage slot 0x… of 0x…"
  std::string text;
};

struct Report {
  ChainId chain_id = 0;
  Hash genesis_hash;
  std::uint64_t checkpoint_size = 0;
  std::vector<SignerResult> signers;
  bool trust_given = false;           ///< false: the keys come from the pack itself
  NameSet vouching;                   ///< names of trusted keys whose signatures on the checkpoint are right
  std::optional<std::string> policy;  ///< that was required
  bool policy_met = false;
  std::vector<ClaimResult> claims;
  std::vector<Label> labels;          ///< shown to people, proved by nothing
  std::vector<std::string> problems;  ///< what is wrong beside the claims: an untrusted checkpoint, unclaimed evidence

  /// All claims hold, there is at least one, and there are no problems.
  [[nodiscard]] bool holds() const;
};

/// Never throws, whatever the text.
[[nodiscard]] std::expected<Report, Unreadable> verify(std::string_view pack_text, const Trust& trust);

/// What `kaisho verify` prints and returns: 0 true, 1 false (the text names the claim), 2 unreadable.
struct Verdict {
  int exit_code = 2;
  std::string text;  ///< for people, lines ending with newlines
  std::string json;  ///< for machines, one object
};
[[nodiscard]] Verdict verify_for_people(std::string_view pack_text, const Trust& trust);

}  // namespace kaisho::evidence
