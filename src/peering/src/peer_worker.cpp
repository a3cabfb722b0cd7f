#include "peer_worker.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>

namespace kaisho::peering {
namespace {

std::optional<PrivateCourier> courier_for(const Exchange::Dependencies& with, const ExchangeTimes& times,
                                          PeerClient& client, const std::atomic<bool>& stopping) {
  if (with.private_records == nullptr) return std::nullopt;
  return PrivateCourier({.self = with.self,
                         .exchange = *with.private_records,
                         .client = client,
                         .clock = with.clock,
                         .repeat = times.repeat,
                         .stopping = [&stopping] { return stopping.load(); },
                         .info = with.info,
                         .warn = with.warn});
}

}  // namespace

PeerWorker::PeerWorker(const Exchange::Dependencies& with, const ExchangeTimes& times, WantedPackages& wanted,
                       Member member)
    : with_(with),
      times_(times),
      wanted_(wanted),
      client_(with.identity, with.clock),
      name_(member.name),
      courier_(courier_for(with, times, client_, stopping_)),
      member_(std::move(member)),
      thread_([this] { run(); }) {}

PeerWorker::~PeerWorker() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  client_.cancel();
  changed_.notify_all();
  thread_.join();
}

void PeerWorker::update(const Member& member) {
  const std::scoped_lock lock(mutex_);
  member_ = member;
}

void PeerWorker::wake() {
  const std::scoped_lock lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

PeerStatus PeerWorker::status() const {
  const std::scoped_lock lock(mutex_);
  auto status = status_;
  status.name = member_.name;
  status.url = member_.url;
  status.packages_refused = wanted_.lies_of(member_.name);
  if (const auto certificate = client_.certificate()) {
    status.certificate_warning = expiry_warning(member_.name, *certificate, with_.clock.now_ms() / 1'000, false);
  }
  return status;
}

void PeerWorker::run() {
  while (!stopping()) {
    Member member;
    {
      const std::scoped_lock lock(mutex_);
      woken_ = false;
      member = member_;
    }
    if (!member.url.empty() && member.pin && Steady::now() >= pause_until_) work(member);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, times_.tick, [this] { return stopping_ || woken_; });
  }
}

/// Each step asks only for what is missing, so a network at rest is silent but for a look now and then.
void PeerWorker::work(const Member& member) {
  failed_now_ = false;
  if (with_.keeper != nullptr && with_.keeper->lacks(member.name)) ask_for_checkpoint(member);
  if (!failed_now_ && !stopping()) carry_private_records(member);
  if (!failed_now_ && !stopping()) fetch_package(member);
  if (!failed_now_ && !stopping() && Steady::now() >= next_look_) look_at_latest(member);
}

void PeerWorker::ask_for_checkpoint(const Member& member) {
  const auto reply = client_.get(member, "/v1/checkpoint/" + std::to_string(with_.keeper->target()));
  if (!reply) return failed(reply.error());
  answered();
  if (reply->status == 200) judge(member, reply->body);  // else it is not there yet: asked again at the next tick
}

void PeerWorker::look_at_latest(const Member& member) {
  next_look_ = Steady::now() + times_.poll;
  const auto reply = client_.get(member, "/v1/checkpoint");
  if (!reply) return failed(reply.error());
  answered();
  if (reply->status == 200 && with_.keeper != nullptr) judge(member, reply->body);
}

void PeerWorker::judge(const Member& member, const std::string& note) {
  const auto heard = with_.keeper->take(member.name, note);
  const auto parsed = evidence::parse_note(note);
  const auto checkpoint = parsed ? evidence::parse_checkpoint(parsed->text) : std::nullopt;
  const std::scoped_lock lock(mutex_);
  if (heard == Heard::agrees && checkpoint) status_.cosigned = std::max(status_.cosigned, checkpoint->size);
  if (heard == Heard::fork) status_.problem = "it signed another history: kaisho checkpoint forks";
  if (heard == Heard::other_chain) status_.problem = "it signs the history of another ledger";
  if (heard == Heard::not_signed)
    status_.problem = "its checkpoint does not have the signature of the key in its record";
}

void PeerWorker::fetch_package(const Member& member) {
  const auto package = wanted_.claim(member.name, Steady::now());
  if (!package) return;
  fetch(member, *package);
  wanted_.release(*package);
  const std::scoped_lock lock(mutex_);
  woken_ = woken_ || !failed_now_;  // there may be more
}

void PeerWorker::fetch(const Member& member, const Hash& package) {
  const auto start = with_.packages.begin(package, member.name);
  if (!start) {
    wanted_.lacks(package, member.name, Steady::now() + times_.ask_again);
    return with_.warn("package " + to_hex(package) + ": " + start.error().text);
  }
  if (start->complete) return wanted_.arrived(package);
  std::optional<StoreError> problem;
  bool complete = false;
  const Receiver receiver = [&](std::uint64_t offset, ByteView bytes, std::uint64_t total) {
    if (total > kMaxArchive) problem = StoreError{StoreFault::wrong_bytes, "larger than any package"};
    if (problem) return false;
    const auto added = with_.packages.add(package, offset, bytes);
    if (!added) problem = added.error();
    if (added) complete = added->complete;
    return added.has_value();
  };
  const auto reply = client_.get_from(member, "/v1/package/" + to_hex_plain(package.view()), start->offset, receiver);
  if (complete) {
    wanted_.arrived(package);
    with_.info("fetched package " + to_hex(package) + " from " + member.name);
    return answered();
  }
  if (problem && problem->fault == StoreFault::wrong_bytes) {
    wanted_.lied(package, member.name);
    with_.warn(member.name + " sent other bytes for package " + to_hex(package) + " (" + problem->text +
               "): it is not asked for it again");
    return;
  }
  if (problem) with_.warn("package " + to_hex(package) + ": " + problem->text);
  if (problem || reply) wanted_.lacks(package, member.name, Steady::now() + times_.ask_again);
  if (problem) return;
  if (!reply) return failed(reply.error());
  answered();
}

void PeerWorker::carry_private_records(const Member& member) {
  const auto went = courier_ ? courier_->work(member) : std::nullopt;
  if (!went) return;
  if (*went) return answered();
  failed(went->error());
}

void PeerWorker::answered() {
  const std::scoped_lock lock(mutex_);
  status_.reachable = true;
  status_.answered = with_.clock.now_ms() / 1'000;
  status_.failures = 0;
  status_.problem.clear();
}

void PeerWorker::failed(const CallError& error) {
  failed_now_ = true;
  if (stopping()) return;
  if (courier_) courier_->not_reached(name_, error.text);
  const std::scoped_lock lock(mutex_);
  const bool is_new = status_.problem != error.text;
  status_.reachable = false;
  status_.problem = error.text;
  const auto doublings = std::min(status_.failures++, 16u);
  pause_until_ = Steady::now() + std::min(times_.longest_pause, times_.first_pause * (1u << doublings));
  if (is_new) with_.warn("no answer from " + member_.name + ": " + error.text);
}

}  // namespace kaisho::peering
