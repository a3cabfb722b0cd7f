#include "kaisho/evidence/verify.hpp"

#include <algorithm>
#include <kaisho/ledger/block.hpp>

#include "judge.hpp"

namespace kaisho::evidence {
namespace {

bool contains(const std::vector<VerifierKey>& keys, const VerifierKey& key) {
  return std::ranges::find(keys, key) != keys.end();
}

/// Compares what the pack claims with what its evidence shows; each piece of evidence carries one claim.
class Comparison {
 public:
  explicit Comparison(const std::vector<Judgement>& evidence) : evidence_(evidence), used_(evidence.size(), false) {}

  ClaimResult judge(const Claim& claim) {
    for (std::size_t i = 0; i < evidence_.size(); ++i) {
      if (used_[i] || evidence_[i].claim != claim) continue;
      used_[i] = true;
      return {claim.text, !evidence_[i].failure, evidence_[i].failure.value_or("")};
    }
    return {claim.text, false, "nothing in the pack shows this"};
  }

  [[nodiscard]] std::vector<std::string> unclaimed() const {
    std::vector<std::string> problems;
    for (std::size_t i = 0; i < evidence_.size(); ++i) {
      if (!used_[i]) problems.push_back(evidence_[i].where + ": " + evidence_[i].failure.value_or("no claim names it"));
    }
    return problems;
  }

 private:
  const std::vector<Judgement>& evidence_;
  std::vector<bool> used_;
};

void judge_keys(const std::vector<VerifierKey>& signers, const Trust& trust, Report& report) {
  report.trust_given = trust.is_given();
  for (const auto& signer : signers) report.signers.push_back({signer, trust.names(signer)});
  const auto signs = [&](const VerifierKey& key) { return contains(signers, key); };
  if (!trust.any_of.empty() && std::ranges::none_of(trust.any_of, signs)) {
    report.problems.emplace_back("none of the trusted keys has signed the checkpoint");
  }
  for (const auto& key : trust.all_of) {
    if (!signs(key)) report.problems.push_back("the required key " + key.to_text() + " has not signed the checkpoint");
  }
}

/// Whether block 0 is made from this document. A block 0 with the document's hash and another state could exist, but no
/// member would sign its history.
bool begins_with(ByteView genesis_header, const Hash& document) {
  const auto header = ledger::decode_header(genesis_header);
  return header && equal(header->extra, document.view());
}

std::string in_words(const NameSet& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nobody" : text;
}

/// Who vouches, and whether they are enough. A wrong signature anywhere in the note makes nobody vouch: the checkpoint
/// fails as a whole.
void judge_requirement(bool checkpoint_holds, const Trust& trust, Report& report) {
  for (const auto& [key, trusted] : report.signers) {
    if (checkpoint_holds && trusted) report.vouching.insert(key.name);
  }
  if (!trust.requirement) return;
  report.policy = trust.requirement->policy;
  report.policy_met = trust.requirement->holds_for(report.vouching);
  if (report.policy_met) return;
  report.problems.push_back("the required policy " + *report.policy + " is not met: under keys that you trust, " +
                            in_words(report.vouching) + " signed");
}

}  // namespace

bool Trust::names(const VerifierKey& key) const { return contains(any_of, key) || contains(all_of, key); }

bool Report::holds() const {
  return problems.empty() && !claims.empty() && std::ranges::all_of(claims, &ClaimResult::holds);
}

std::expected<Report, Unreadable> verify(std::string_view pack_text, const Trust& trust) {
  const auto pack = read_pack(pack_text);
  if (!pack) return std::unexpected(pack.error());
  const auto judged = judge(*pack);
  Report report;
  report.chain_id = pack->chain_id;
  report.genesis_hash = judged.genesis_hash;
  report.checkpoint_size = judged.checkpoint.size;
  judge_keys(pack->signers, trust, report);
  judge_requirement(!judged.evidence.front().failure, trust, report);
  if (trust.genesis_document && !begins_with(pack->genesis_header, *trust.genesis_document)) {
    report.problems.emplace_back("the pack is about another ledger: its genesis is not yours");
  }
  Comparison comparison(judged.evidence);
  for (const auto& claim : pack->claims) report.claims.push_back(comparison.judge(claim));
  if (pack->claims.empty()) report.problems.emplace_back("the pack claims nothing");
  std::ranges::move(comparison.unclaimed(), std::back_inserter(report.problems));
  for (const auto& evidence : judged.evidence) {
    if (evidence.label) report.labels.push_back(*evidence.label);
  }
  return report;
}

}  // namespace kaisho::evidence
