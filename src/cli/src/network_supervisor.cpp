#include "network_supervisor.hpp"

#include <unistd.h>

#include <algorithm>
#include <thread>

#include "validator_key_swap.hpp"

namespace kaisho::cli {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

bool wait_for(const sigset_t& signals) {
  const timespec wait{.tv_sec = 0, .tv_nsec = 100'000'000};
  return ::sigtimedwait(&signals, nullptr, &wait) > 0;
}

}  // namespace

Supervisor::Supervisor(Session& session, fs::path folder, std::vector<MemberFolder> members)
    : screen_(session.out, session.json, ::isatty(STDOUT_FILENO) == 1),
      folder_(std::move(folder)),
      members_(std::move(members)) {}

void Supervisor::add(const MemberFolder& member, const fs::path& kaisho, const fs::path& cometbft) {
  runners_.emplace_back(member, kaisho, cometbft, [this](const std::string& sentence) { screen_.say(sentence); });
}

void Supervisor::run(const sigset_t& ends) {
  {
    std::jthread shower([this](const std::stop_token& stop) { show_until(stop); });
    while (!wait_for(ends)) tick();
  }
  screen_.say("stopping");
  for (auto& runner : runners_) runner.stop();
  while (std::ranges::any_of(runners_, &MemberRunner::running)) {
    (void)wait_for(ends);
    tick();
  }
  remove_processes(folder_);
}

void Supervisor::tick() {
  ProcessTable table;
  for (auto& runner : runners_) {
    if (const std::lock_guard lock(mutex_); swaps_[runner.member().name]) {
      swaps_[runner.member().name] = false;
      runner.swap_key();
    }
    runner.tick(std::chrono::steady_clock::now());
    const auto& trouble = runner.kaisho().trouble().empty() ? runner.cometbft().trouble() : runner.kaisho().trouble();
    table[runner.member().name] = {runner.kaisho().id().value_or(0), runner.cometbft().id().value_or(0), runner.held(),
                                   trouble};
  }
  const std::lock_guard lock(mutex_);
  if (table == table_) return;
  table_ = std::move(table);
  write_processes(folder_, table_);
}

void Supervisor::show_until(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    auto status = ask_network(members_);
    for (auto& member : status.members) add_processes(member);
    if (!stop.stop_requested()) screen_.show(status);
    for (const auto& member : members_) look_for_next_key(member);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, 1s, [] { return false; });
  }
}

void Supervisor::add_processes(MemberStatus& member) {
  const std::lock_guard lock(mutex_);
  const auto& processes = table_[member.name];
  member.node_process = processes.kaisho;
  member.engine_process = processes.cometbft;
  if (member.state != MemberState::stopped) return;
  member.reason = processes.trouble.empty() ? "starting" : processes.trouble;
  if (!processes.held) return;
  member.state = MemberState::held;
  member.reason.clear();
}

void Supervisor::look_for_next_key(const MemberFolder& member) {
  const auto next = next_validator_key(member.engine_home);
  if (!next || !*next) return;
  auto engine = RpcClient::at(member.engine_rpc);
  if (!engine) return;
  engine->set_timeout(2s);
  const auto keys = voting_keys(*engine);
  if (!keys) return;  // asked again in a second
  const std::lock_guard lock(mutex_);
  swaps_[member.name] = std::ranges::find(*keys, **next) != keys->end();
}

}  // namespace kaisho::cli
