#include "audit_watch.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/ledger/transition.hpp>

namespace kaisho::services {
namespace {

using governance::AuditPair;
using governance::FindingCode;

constexpr Timestamp kSameAttempt = 3'600;      // s in which an attempt that is repeated is counted, not told
constexpr std::size_t kPairsInOneWrite = 500;  // of the first look

alerting::Text text_of(const governance::Sentence& sentence) { return {sentence.en, sentence.ja}; }

}  // namespace

governance::CodeHashOf code_hashes_of(const ledger::StateView& state) {
  return [&state](const Address& address) {
    const auto account = state.account(address);
    return account ? account->code_hash : Hash{};
  };
}

governance::SlotOf slots_of(const ledger::StateView& state) {
  return [&state](const Address& address, const Word& slot) { return state.storage(address, slot); };
}

/// A block and the state after it (of an attempt: before it).
struct AuditWatch::Moment {
  const storage::StoredBlock& block;
  const ledger::StateView& state;
  governance::Slots& slots;
  [[nodiscard]] Height height() const { return block.block.header.height; }
  [[nodiscard]] Timestamp time() const { return block.block.header.timestamp; }
};

AuditWatch::AuditWatch(const AuditService::Dependencies& with) : with_(with) {
  const auto& outbox = with.alerting.outbox();
  if (const auto note = outbox.note(kPosition)) position_ = number_of_text(*note);
  // A position beyond the chain belongs to a folder that was thrown away: begin anew, the findings are known.
  if (position_ && *position_ > with.store.height()) position_.reset();
  first_due_ = AuditNotes::first_due(outbox);
}

std::shared_ptr<const ledger::StateView> AuditWatch::state_at(Height height) const {
  auto state = with_.store.at(height);
  return state ? *state : with_.store.latest();  // pruned: what stands today is what matters
}

std::expected<void, std::string> AuditWatch::commit(AuditNotes& notes) {
  if (auto done = with_.alerting.commit(notes.change()); !done) return done;
  first_due_ = AuditNotes::first_due(with_.alerting.outbox());
  return {};
}

std::expected<void, std::string> AuditWatch::look_at_everything(const std::function<bool()>& stopped) {
  const auto block = with_.store.last_block();
  const auto state = state_at(block->block.header.height);
  ledger::ViewSlots slots(*state, governance::kGovernanceAddress);
  const Moment moment{*block, *state, slots};
  std::expected<void, std::string> result;
  std::optional<AuditNotes> notes(with_.alerting.outbox());
  std::size_t pairs = 0;
  governance::visit_pairs(slots, false, [&](const AuditPair& pair) {
    audit(moment, pair, *notes);
    if (++pairs % kPairsInOneWrite == 0) {
      result = commit(*notes);
      notes.emplace(with_.alerting.outbox());
    }
    return result.has_value() && !stopped();
  });
  if (!result || stopped()) return result;
  notes->put(std::string(kPosition), std::to_string(moment.height()));
  if (result = commit(*notes); result) position_ = moment.height();
  return result;
}

std::expected<AuditWatch::Looked, std::string> AuditWatch::look_at_next() {
  const Height height = position_.value_or(0) + 1;
  const auto stored = with_.store.block(height);
  if (!stored) {
    if (stored.error().code == storage::ErrorCode::pruned) return Looked{.missing = true};
    return std::unexpected(stored.error().text);
  }
  if (!*stored) return Looked{.missing = true};
  const auto& block = **stored;
  const auto attempts = governance::failed_calls(block.block);
  const bool governs = governance::may_touch(block.block.header);
  const bool due = first_due_ && *first_due_ < block.block.header.timestamp;
  if (attempts.empty() && !governs && !due) {
    position_ = height;
    return Looked{};
  }
  AuditNotes notes(with_.alerting.outbox());
  const auto state = state_at(height);
  ledger::ViewSlots slots(*state, governance::kGovernanceAddress);
  auto scope = governance::changed_by(block.block, slots);
  if (due) scope.pairs.merge(notes.due_before(block.block.header.timestamp));
  if (!scope.members.empty()) {
    governance::visit_pairs(slots, false, [&](const AuditPair& pair) {
      if (governance::depends_on(slots, pair, scope.members)) scope.pairs.insert(pair);
      return true;
    });
  }
  const Moment moment{block, *state, slots};
  for (const auto& pair : scope.pairs) audit(moment, pair, notes);
  look_at_attempts(block, attempts, notes);
  const bool found = !notes.change().alerts.empty() || !notes.change().notes.empty() || !scope.pairs.empty();
  if (found) {
    notes.put(std::string(kPosition), std::to_string(height));
    if (auto done = commit(notes); !done) return std::unexpected(done.error());
  }
  position_ = height;
  return Looked{.audits = scope.pairs.size(), .found = found};
}

std::expected<void, std::string> AuditWatch::look_at_refused(const std::vector<Bytes>& wires) {
  const auto block = with_.store.last_block();
  const auto state = state_at(block->block.header.height);
  ledger::ViewSlots slots(*state, governance::kGovernanceAddress);
  const Moment moment{*block, *state, slots};
  AuditNotes notes(with_.alerting.outbox());
  for (const auto& wire : wires) {
    const auto tx = ledger::recover_transaction(wire);
    if (!tx) continue;  // the engine recovered it before; nothing else comes here
    const auto attempt = governance::attempt_not_admitted(*state, *tx);
    if (attempt) tell_attempt(moment, *attempt, notes);
  }
  if (notes.change().alerts.empty() && notes.change().notes.empty()) return {};
  notes.change().durable = !notes.change().alerts.empty();  // a flood that is only counted makes no flush
  return commit(notes);
}

void AuditWatch::keep_position() {
  if (!position_) return;
  const auto kept = with_.alerting.commit(
      {.alerts = {}, .notes = {{std::string(kPosition), std::to_string(*position_)}}, .durable = false});
  if (!kept) with_.log("audit: " + kept.error());
}

void AuditWatch::audit(const Moment& moment, const AuditPair& pair, AuditNotes& notes) {
  const auto report =
      governance::audit(moment.slots, pair, moment.time(), code_hashes_of(moment.state), slots_of(moment.state));
  if (!report) return;  // no such user or token: nothing that a record could be wrong about
  auto open = notes.open(pair);
  for (const auto& finding : report->findings) {
    if (open.erase(finding.code) == 0) tell(moment, pair, finding, notes);
  }
  for (const auto gone : open) {
    notes.remove(std::string(kFinding) + path_of(pair) + "/" + std::string(governance::name_of(gone)));
    with_.log("audit: gone after block " + std::to_string(moment.height()) + ": " +
              std::string(governance::name_of(gone)) + ", user " + pair.user_id + ", token " + pair.token_id);
  }
  notes.set_due(pair, governance::next_expiry(*report));
}

/// ID, place and title; the same on every node for the same finding after the same block.
alerting::Alert AuditWatch::alert_of(const Moment& moment, FindingCode code, const AuditPair& pair,
                                     std::string_view what) const {
  const std::string name(governance::name_of(code));
  const std::string subject = name + "\n" + path_of(pair) + "\n" + std::string(what);
  const Hash hash = crypto::sha256(with_.store.genesis_hash().view(), view_of(subject));
  alerting::Alert alert;
  alert.id = "alert_" + to_hex_plain(hash.view().first(16));
  alert.code = name;
  alert.alarm = governance::severity_of(code) == governance::Severity::alarm;
  alert.consortium = with_.consortium;
  alert.chain_id = with_.store.genesis().chain_id;
  alert.height = moment.height();
  alert.block = moment.block.hash;
  alert.time = moment.time();
  alert.user = pair.user_id;
  alert.token = pair.token_id;
  alert.title = text_of(governance::title_of(code));
  return alert;
}

void AuditWatch::tell(const Moment& moment, const AuditPair& pair, const governance::Finding& finding,
                      AuditNotes& notes) const {
  const auto height = std::to_string(moment.height());
  auto alert = alert_of(moment, finding.code, pair, height);
  alert.text = text_of(finding.text);
  notes.put(std::string(kFinding) + path_of(pair) + "/" + alert.code, height);
  auto targets = with_.alerting.targets_of(alert, is_ours(moment.slots, pair.user_id));
  notes.add({std::move(alert), std::move(targets)});
}

/// What a failed call was refused with is in no receipt: the block's transactions are executed again up to the last
/// one in question, on the state before the block.
void AuditWatch::look_at_attempts(const storage::StoredBlock& block, const std::vector<std::size_t>& places,
                                  AuditNotes& notes) {
  if (places.empty()) return;
  const auto before = with_.store.at(block.block.header.height - 1);
  if (!before) {
    with_.log("audit: the state before block " + std::to_string(block.block.header.height) +
              " is pruned: nobody can say why " + std::to_string(places.size()) +
              " calls of the governance failed in it");
    return;
  }
  ledger::Overlay overlay(**before);
  const auto context = ledger::context_of(block.block.header);
  Gas gas_before = 0;
  for (std::size_t i = 0; i <= places.back(); ++i) {
    const auto& tx = block.block.transactions[i];
    auto applied = ledger::apply(overlay, context, tx, gas_before, with_.rules);
    if (!applied) return;  // not what this node executed: its own check of the block says so
    if (std::ranges::binary_search(places, i)) {
      ledger::ViewSlots slots(overlay, governance::kGovernanceAddress);
      if (const auto attempt = governance::refused_attempt(slots, tx, applied->output)) {
        tell_attempt({block, overlay, slots}, *attempt, notes);
      }
    }
    gas_before = applied->receipt.cumulative_gas_used;
    overlay.apply(std::move(applied->diff));
  }
}

void AuditWatch::tell_attempt(const Moment& moment, const governance::RefusedAttempt& attempt,
                              AuditNotes& notes) const {
  // Accounts cost nothing: all strangers count as one, or they could fill everybody's mail box.
  const auto sender = attempt.organization.empty() ? std::string("stranger") : to_hex(attempt.sender);
  // What is in no block costs no gas either: then all tokens count as one too.
  const bool free = attempt.organization.empty() && attempt.error == governance::kNotAdmitted;
  const std::string key = std::string(kAttempt) + sender + "/" + attempt.function + "/" + attempt.error + "/" +
                          path_of(free ? AuditPair{} : attempt.pair);
  std::uint64_t untold = 0;
  if (const auto note = notes.get(key)) {
    const auto space = note->find(' ');
    const auto told = number_of_text(std::string_view(*note).substr(0, space));
    untold = number_of_text(std::string_view(*note).substr(space + 1));
    if (moment.time() < told + kSameAttempt) {
      return notes.put(key, std::to_string(told) + " " + std::to_string(untold + 1));
    }
  }
  notes.put(key, std::to_string(moment.time()) + " 0");
  auto alert = alert_of(moment, FindingCode::refused_attempt, attempt.pair, to_hex(attempt.transaction));
  alert.transaction = attempt.transaction;
  alert.text = text_of(attempt.text);
  if (untold != 0) {
    alert.text.en += " It was tried " + std::to_string(untold) + " times more since the last alert.";
    alert.text.ja += "前回の通知以降、同じ試みがさらに " + std::to_string(untold) + " 回ありました。";
  }
  auto targets = with_.alerting.targets_of(alert, is_ours(moment.slots, attempt.pair.user_id));
  notes.add({std::move(alert), std::move(targets)});
}

bool AuditWatch::is_ours(const governance::Slots& slots, const std::string& user_id) const {
  if (with_.self.empty()) return true;
  const auto user = governance::find_user(slots, user_id);
  const auto self = governance::find_member(slots, with_.self);
  return user && self && (user->registrar == self->number || user->vorg == self->number);
}

}  // namespace kaisho::services
