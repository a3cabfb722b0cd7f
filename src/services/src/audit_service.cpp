#include "kaisho/services/audit_service.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include <kaisho/consensus/engine.hpp>

#include "audit_watch.hpp"
#include "errors.hpp"

namespace kaisho::services {
namespace {

constexpr std::uint64_t kQuietBlocks = 256;       // after so many the position is kept
constexpr auto kPause = std::chrono::seconds(1);  // before what failed is tried again

std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1));
}

}  // namespace

class AuditService::Impl {
 public:
  explicit Impl(const Dependencies& with) : with_(with), watch_(with_) {
    status_.position = watch_.position().value_or(0);
    status_.first_look = !watch_.position();
    subscription_ = with_.engine.subscribe([this](const storage::BlockPtr& block) {
      const std::scoped_lock lock(mutex_);
      head_ = block->block.header.height;
      changed_.notify_one();
    });
    if (with_.refused != nullptr) {
      with_.refused->on_put([this] {
        const std::scoped_lock lock(mutex_);
        changed_.notify_one();
      });
    }
    set_head(with_.store.height());  // after subscribing: no block falls between
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    subscription_.reset();
    if (with_.refused != nullptr) with_.refused->on_put([] {});
    thread_ = {};
    watch_.keep_position();
  }

  [[nodiscard]] Status status() const {
    const auto& outbox = with_.alerting.outbox();
    std::size_t open = 0;
    outbox.visit_notes(kFinding, [&](std::string_view, std::string_view) { return ++open != 0; });
    const auto waiting = outbox.waiting().size();
    const auto alerts = outbox.last_number();
    const std::scoped_lock lock(mutex_);
    Status status = status_;
    status.head = head_;
    status.findings = open;
    status.alerts = alerts;
    status.undelivered = waiting;
    return status;
  }

  [[nodiscard]] const Dependencies& with() const { return with_; }

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto done = step(stop);
      std::unique_lock lock(mutex_);
      if (!done && status_.problem != done.error()) with_.log("audit: " + done.error());
      status_.problem = done ? "" : done.error();
      if (!done) {
        changed_.wait_for(lock, stop, kPause, [] { return false; });
      } else {
        changed_.wait(lock, stop, [this] {
          return watch_.position().value_or(0) < head_ || !watch_.position() ||
                 (with_.refused != nullptr && !with_.refused->is_empty());
        });
      }
    }
  }

  /// Everything that there is to look at now; an error says why it did not go on.
  std::expected<void, std::string> step(const std::stop_token& stop) try {
    if (!watch_.position()) {
      set([](Status& status) { status.first_look = true; });
      if (auto done = watch_.look_at_everything([&] { return stop.stop_requested(); }); !done) return done;
      set([this](Status& status) {
        status.first_look = !watch_.position();
        status.position = watch_.position().value_or(0);
      });
    }
    while (!stop.stop_requested() && watch_.position() && watch_.position().value_or(0) < head()) {
      const auto began = now_ns();
      const auto looked = watch_.look_at_next();
      if (!looked) return std::unexpected(looked.error());
      if (looked->missing) return watch_.look_at_everything([&] { return stop.stop_requested(); });
      count(*looked, now_ns() - began);
    }
    return step_refused();
  } catch (const std::exception& error) {  // the medium failed under a read
    return std::unexpected(std::string(error.what()));
  }

  /// What the outbox does not take now stays for the next time.
  std::expected<void, std::string> step_refused() {
    if (with_.refused == nullptr) return {};
    if (refused_.empty()) {
      auto taken = with_.refused->take();
      refused_ = std::move(taken.wires);
      if (taken.overlooked != 0) {
        with_.log("audit: " + std::to_string(taken.overlooked) + " refused transactions came too fast to be looked at");
      }
      if (taken.unkept != 0) {
        with_.log("audit: " + std::to_string(taken.unkept) + " refused transactions could not be written to the disk");
      }
    }
    if (refused_.empty()) return {};
    if (auto done = watch_.look_at_refused(refused_); !done) return done;
    refused_.clear();
    with_.refused->told();
    return {};
  }

  void count(const AuditWatch::Looked& looked, std::uint64_t ns) {
    set([&](Status& status) {
      status.position = watch_.position().value_or(0);
      status.audits += looked.audits;
      status.blocks += 1;
      status.quiet += looked.found ? 0 : 1;
      status.busy_ns += ns;
    });
    quiet_ = looked.found ? 0 : quiet_ + 1;
    if (quiet_ % kQuietBlocks == kQuietBlocks - 1) watch_.keep_position();
  }

  void set_head(Height height) {
    const std::scoped_lock lock(mutex_);
    head_ = std::max(head_, height);
  }
  template <class Change>
  void set(const Change& change) {
    const std::scoped_lock lock(mutex_);
    change(status_);
  }
  [[nodiscard]] Height head() const {
    const std::scoped_lock lock(mutex_);
    return head_;
  }

  Dependencies with_;
  AuditWatch watch_;  ///< of the thread alone, as what follows
  std::uint64_t quiet_ = 0;
  std::vector<Bytes> refused_;  ///< taken out of the box, and not told yet
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  Status status_;
  Height head_ = 0;
  consensus::Subscription subscription_;
  std::jthread thread_;  ///< last: it uses all of the above
};

AuditService::AuditService(const Dependencies& dependencies) : impl_(std::make_unique<Impl>(dependencies)) {}
AuditService::~AuditService() = default;

AuditService::Status AuditService::status() const { return impl_->status(); }
Result<void> AuditService::acknowledge(std::uint64_t alert, const std::string& by) {
  const auto kept = impl_->with().alerting.acknowledge(alert, by);
  if (!kept) return fail(ErrorCode::storage, kept.error());
  return {};
}
const alerting::Outbox& AuditService::outbox() const { return impl_->with().alerting.outbox(); }

Result<governance::AuditReport> AuditService::audit(const governance::AuditPair& pair, std::optional<Height> at) const {
  const auto& store = impl_->with().store;
  const Height height = at.value_or(store.height());
  const auto header = store.header(height);
  if (!header) return std::unexpected(error_of(header.error()));
  const std::optional<ledger::Header>& found = *header;
  if (!found) return fail(ErrorCode::unknown_block, "there is no block " + std::to_string(height));
  const auto state = store.at(height);
  if (!state) return std::unexpected(error_of(state.error()));
  try {
    const auto report = governance::audit(ledger::ViewSlots(**state, governance::kGovernanceAddress), pair,
                                          found->timestamp, code_hashes_of(**state), slots_of(**state));
    if (report) return *report;
    const bool user = report.error() == governance::AuditError::unknown_user;
    return fail(ErrorCode::not_found, user ? "there is no user " + pair.user_id : "there is no token " + pair.token_id);
  } catch (const ledger::StateError& error) {
    return std::unexpected(error_of(error));
  }
}

std::vector<AuditService::OpenFinding> AuditService::findings(std::size_t limit) const {
  std::vector<OpenFinding> all;
  outbox().visit_notes(kFinding, [&](std::string_view key, std::string_view value) {
    const auto parts = parts_of(key);
    const auto code = parts.size() == 4 ? governance::finding_code(parts[3]) : std::nullopt;
    if (code) all.push_back({{parts[1], parts[2]}, *code, number_of_text(value)});
    return all.size() < limit;
  });
  return all;
}

}  // namespace kaisho::services
