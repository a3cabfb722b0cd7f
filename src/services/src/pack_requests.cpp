#include "kaisho/services/pack_requests.hpp"

#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/explain.hpp>
#include <kaisho/governance/governance.hpp>
#include <set>

namespace kaisho::services {
namespace {

/// Transactions in the ledger's order, each with what its events say.
void add_story(PackRequest& request, const std::vector<FoundLog>& logs) {
  std::set<Hash> known(request.transactions.begin(), request.transactions.end());
  for (const auto& found : logs) {
    if (known.insert(found.transaction_hash).second) request.transactions.push_back(found.transaction_hash);
    const auto sentence = governance::explain(found.log);
    if (!sentence) continue;
    auto& label = request.labels[found.transaction_hash];
    if (!label.empty()) label += "; ";
    label += *sentence;
  }
}

class Claims {
 public:
  Claims(PackRequest& request, Height height) : request_(request), height_(height) {}

  void add(const std::vector<governance::LabelledSlot>& slots) {
    for (const auto& [slot, label] : slots) {
      if (!seen_.insert(slot).second) continue;
      request_.states.push_back({.kind = StateClaimRequest::Kind::storage,
                                 .address = governance::kGovernanceAddress,
                                 .slot = slot,
                                 .at = height_,
                                 .label = label});
    }
  }
  void add_account(const Address& address) {
    request_.states.push_back(
        {.kind = StateClaimRequest::Kind::account, .address = address, .slot = {}, .at = height_});
  }

 private:
  PackRequest& request_;
  Height height_;
  std::set<Word> seen_;
};

}  // namespace

Result<void> add_application(PackRequest& request, const LedgerService& ledger, const GovernanceRecords& records,
                             const governance::ApplicationRecord& application, const std::stop_token& stop) {
  const std::vector<Word> subjects{word_of(application.package_hash), word_of(crypto::keccak256(application.user_id)),
                                   word_of(crypto::keccak256(application.token_id)), word_of(U256(application.number))};
  const auto logs = ledger.all_logs(
      {.to = records.height(), .addresses = {governance::kGovernanceAddress}, .topics = {{}, subjects}}, stop);
  if (!logs) return std::unexpected(logs.error());
  add_story(request, *logs);
  Claims claims(request, records.height());
  claims.add(governance::describe_application(records.slots(), application.number));
  claims.add(governance::describe_user(records.slots(), application.user_id));
  claims.add(governance::describe_token(records.slots(), application.token_id));
  if (!application.deployed.is_zero()) claims.add_account(application.deployed);
  return {};
}

void add_absence(PackRequest& request, const GovernanceRecords& records, std::string_view user_id,
                 std::string_view token_id) {
  Claims(request, records.height()).add(governance::describe_absence(records.slots(), user_id, token_id));
}

}  // namespace kaisho::services
