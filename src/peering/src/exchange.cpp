#include "kaisho/peering/exchange.hpp"

#include <algorithm>
#include <map>

#include "peer_worker.hpp"

namespace kaisho::peering {
namespace {

constexpr Height kBlocksATick = 2'000;  // looked through for registered packages; the rest at the next tick

}  // namespace

class Exchange::Impl {
 public:
  Impl(Dependencies with, const ExchangeTimes& times)
      : with_(std::move(with)), times_(times), thread_([this] { run(); }) {}

  ~Impl() {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  [[nodiscard]] std::vector<PeerStatus> peers() const {
    const std::scoped_lock lock(mutex_);
    std::vector<PeerStatus> all;
    for (const auto& [name, worker] : workers_) all.push_back(worker->status());
    return all;
  }

  [[nodiscard]] std::vector<PackageStatus> packages() const {
    std::vector<PackageStatus> all;
    for (const auto& hash : wanted_.known()) {
      const auto size = with_.packages.size_of(hash);
      all.push_back({hash, size.has_value(), size.value_or(0)});
    }
    return all;
  }

 private:
  void run() {
    while (true) {
      tick();
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, times_.tick, [this] { return stopping_; })) return;
    }
  }

  void tick() {
    with_.identity.refresh();
    follow_membership();
    if (with_.private_records != nullptr) note_unreachable(*with_.private_records, with_.members());
    const bool to_sign = sign();
    const bool to_fetch = look_for_packages();
    if (!to_sign && !to_fetch) return;
    const std::scoped_lock lock(mutex_);
    for (const auto& [name, worker] : workers_) worker->wake();
  }

  void follow_membership() {
    const auto members = with_.members();
    std::vector<std::unique_ptr<PeerWorker>> gone;  // ended without the mutex: it waits for a call to end
    {
      const std::scoped_lock lock(mutex_);
      for (auto at = workers_.begin(); at != workers_.end();) {
        const bool stays = std::ranges::find(members, at->first, &Member::name) != members.end();
        if (!stays) gone.push_back(std::move(at->second));
        at = stays ? std::next(at) : workers_.erase(at);
      }
      for (const auto& member : members) {
        if (member.name == with_.self) continue;
        auto& worker = workers_[member.name];
        if (worker)
          worker->update(member);
        else
          worker = std::make_unique<PeerWorker>(with_, times_, wanted_, member);
      }
    }
  }

  /// Whether there is something new for the others to sign.
  bool sign() {
    if (with_.keeper == nullptr) return false;
    const auto before = with_.keeper->target();
    const auto signed_note = with_.keeper->sign_latest();
    if (signed_note) {
      refusal_.clear();
      return with_.keeper->target() != before;
    }
    if (signed_note.error().text != refusal_) with_.warn("no checkpoint is signed: " + signed_note.error().text);
    refusal_ = signed_note.error().text;
    return false;
  }

  /// Whether a package was registered that is not here.
  bool look_for_packages() {
    bool more = false;
    const auto last = with_.height();
    for (Height done = 0; next_block_ <= last && done < kBlocksATick; ++done, ++next_block_) {
      for (const auto& hash : with_.registered_in(next_block_)) {
        const bool is_here = with_.packages.has(hash);
        wanted_.add(hash, is_here);
        more = more || !is_here;
      }
    }
    return more;
  }

  const Dependencies with_;
  const ExchangeTimes times_;
  WantedPackages wanted_;
  Height next_block_ = 0;  ///< touched by the thread only, as the next
  std::string refusal_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::map<std::string, std::unique_ptr<PeerWorker>> workers_;
  std::thread thread_;  ///< last: it uses all of the above
};

Exchange::Exchange(Dependencies dependencies, const ExchangeTimes& times)
    : impl_(std::make_unique<Impl>(std::move(dependencies), times)) {}
Exchange::~Exchange() = default;
std::vector<PeerStatus> Exchange::peers() const { return impl_->peers(); }
std::vector<PackageStatus> Exchange::packages() const { return impl_->packages(); }

}  // namespace kaisho::peering
