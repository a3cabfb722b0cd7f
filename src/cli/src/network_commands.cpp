#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <condition_variable>
#include <fstream>
#include <kaisho/node/system.hpp>
#include <map>
#include <ostream>
#include <thread>

#include "command.hpp"
#include "files.hpp"
#include "member_runner.hpp"
#include "network_commands.hpp"
#include "network_lock.hpp"
#include "network_screen.hpp"
#include "validator_key_swap.hpp"

// kaisho consortium up, status, down: the members' processes on this machine.
namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

struct UpOptions {
  std::string folder, cometbft, member;
};
struct DownOptions {
  std::string folder, member;
  bool kill = false;
};
struct StatusOptions {
  std::string folder;
};

/// What the supervising thread knows about a member's processes, for the one that shows it.
struct Processes {
  long kaisho = 0, cometbft = 0;
  bool held = false;
  std::string trouble;
  friend bool operator==(const Processes&, const Processes&) = default;
};
using ProcessTable = std::map<std::string, Processes>;

std::string process_file_text(const ProcessTable& table) {
  boost::json::object object;
  for (const auto& [name, processes] : table) {
    object[name] =
        boost::json::object{{"kaisho", processes.kaisho}, {"cometbft", processes.cometbft}, {"held", processes.held}};
  }
  return boost::json::serialize(object) + "\n";
}

fs::path process_file(const fs::path& folder) { return folder / "processes.json"; }

/// Runs the members until a signal comes. One thread supervises (processes end with the thread that started them), one
/// asks the nodes and shows.
class Supervisor {
 public:
  Supervisor(Session& session, fs::path folder, std::vector<MemberFolder> members)
      : screen_(session.out, session.json, ::isatty(STDOUT_FILENO) == 1),
        folder_(std::move(folder)),
        members_(std::move(members)) {}

  void add(const MemberFolder& member, const fs::path& kaisho, const fs::path& cometbft) {
    runners_.emplace_back(member, kaisho, cometbft, [this](const std::string& sentence) { screen_.say(sentence); });
  }

  void run(const sigset_t& ends) {
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
    std::error_code error;
    fs::remove(process_file(folder_), error);
  }

 private:
  static bool wait_for(const sigset_t& signals) {
    const timespec wait{.tv_sec = 0, .tv_nsec = 100'000'000};
    return ::sigtimedwait(&signals, nullptr, &wait) > 0;
  }

  void tick() {
    ProcessTable table;
    for (auto& runner : runners_) {
      if (const std::lock_guard lock(mutex_); swaps_[runner.member().name]) {
        swaps_[runner.member().name] = false;
        runner.swap_key();
      }
      runner.tick(std::chrono::steady_clock::now());
      const auto& trouble = runner.kaisho().trouble().empty() ? runner.cometbft().trouble() : runner.kaisho().trouble();
      table[runner.member().name] = {runner.kaisho().id().value_or(0), runner.cometbft().id().value_or(0),
                                     runner.held(), trouble};
    }
    const std::lock_guard lock(mutex_);
    if (table == table_) return;
    table_ = std::move(table);
    // Where it cannot be written (a full disk), the consortium runs all the same.
    (void)write_file(process_file(folder_), process_file_text(table_));
  }

  void show_until(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      auto status = ask_network(members_);
      for (auto& member : status.members) add_processes(member);
      if (!stop.stop_requested()) screen_.show(status);
      for (const auto& member : members_) look_for_next_key(member);
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, 1s, [] { return false; });
    }
  }

  void add_processes(MemberStatus& member) {
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

  void look_for_next_key(const MemberFolder& member) {
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

  NetworkScreen screen_;
  fs::path folder_;
  std::vector<MemberFolder> members_;
  std::vector<MemberRunner> runners_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  ProcessTable table_;
  std::map<std::string, bool> swaps_;
};

/// What the running supervisor last wrote; null where nothing is to be read.
boost::json::value read_processes(const fs::path& folder) {
  const auto text = read_file(process_file(folder));
  if (!text) return nullptr;
  boost::system::error_code error;
  auto value = boost::json::parse(*text, error);
  return error || !value.is_object() ? boost::json::value(nullptr) : value;
}

Result<MemberFolder> member_called(const fs::path& folder, const std::string& name) {
  auto members = find_members(folder);
  if (!members) return std::unexpected(members.error());
  for (auto& member : *members) {
    if (member.name == name) return std::move(member);
  }
  return bad_input("no_member", "there is no member " + name + " in " + folder.string());
}

Result<pid_t> supervisor_of(const fs::path& folder) {
  if (const auto process = NetworkLock::holder(folder)) return *process;
  return fail(ExitCode::refused, "not_running", "nothing runs in " + folder.string(),
              "start it: kaisho consortium up " + folder.string());
}

/// Waits, half a minute at most, until the member's two processes are there or gone.
Result<void> wait_for_processes(const fs::path& folder, const std::string& member, bool there) {
  for (int i = 0; i < 300; ++i) {
    const auto table = read_processes(folder);
    const auto* row = table.is_object() ? table.get_object().if_contains(member) : nullptr;
    if (row != nullptr) {
      const bool kaisho = row->at("kaisho").as_int64() != 0, cometbft = row->at("cometbft").as_int64() != 0;
      if (there ? kaisho && cometbft : !kaisho && !cometbft) return {};
    }
    std::this_thread::sleep_for(100ms);
  }
  return fail(ExitCode::environment, "no_change", member + " did not " + (there ? "start" : "stop") + " in 30 s",
              "look at its log folder, and at kaisho consortium status " + folder.string());
}

Result<Report> start_member(const UpOptions& options) {
  const auto member = member_called(options.folder, options.member);
  if (!member) return std::unexpected(member.error());
  if (const auto running = supervisor_of(options.folder); !running) return std::unexpected(running.error());
  std::error_code error;
  fs::remove(member->held_file(), error);
  if (auto started = wait_for_processes(options.folder, options.member, true); !started) {
    return std::unexpected(started.error());
  }
  return Report{options.member + " runs again", {{"member", options.member}, {"started", true}}};
}

Result<Report> up(Session& session, const UpOptions& options) {
  if (!options.member.empty()) return start_member(options);
  auto members = find_members(options.folder);
  if (!members) return std::unexpected(members.error());
  const auto lock = NetworkLock::take(options.folder);
  if (!lock) return std::unexpected(lock.error());
  std::error_code error;
  const auto kaisho = fs::read_symlink("/proc/self/exe", error);
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  Supervisor supervisor(session, options.folder, *members);
  for (const auto& member : *members) {
    const auto cometbft = find_cometbft(options.cometbft, member);
    if (!cometbft) return std::unexpected(cometbft.error());
    supervisor.add(member, kaisho, *cometbft);
  }
  supervisor.run(ends);
  return Report{"all processes have ended", {{"stopped", true}}};
}

Result<Report> status(Session&, const StatusOptions& options) {
  const auto members = find_members(options.folder);
  if (!members) return std::unexpected(members.error());
  auto network = ask_network(*members);
  const auto processes = read_processes(options.folder);
  for (auto& member : network.members) {
    const auto* row = processes.is_object() ? processes.get_object().if_contains(member.name) : nullptr;
    if (row == nullptr) continue;
    member.node_process = row->at("kaisho").as_int64();
    member.engine_process = row->at("cometbft").as_int64();
    if (member.state == MemberState::stopped && row->at("held").as_bool()) {
      member.state = MemberState::held;
      member.reason.clear();
    }
  }
  return Report{table_of(network), json_of(network), network.healthy() ? ExitCode::done : ExitCode::refused};
}

Result<Report> stop_member(const DownOptions& options) {
  const auto member = member_called(options.folder, options.member);
  if (!member) return std::unexpected(member.error());
  if (auto written = write_file(member->held_file(), options.kill ? "kill\n" : "stop\n"); !written) {
    return std::unexpected(written.error());
  }
  if (NetworkLock::holder(options.folder)) {
    if (auto stopped = wait_for_processes(options.folder, options.member, false); !stopped) {
      return std::unexpected(stopped.error());
    }
  }
  return Report{options.member + " is stopped; start it again: kaisho consortium up " + options.folder + " --member " +
                    options.member,
                {{"member", options.member}, {"stopped", true}}};
}

Result<Report> down(Session& session, const DownOptions& options) {
  if (!options.member.empty()) return stop_member(options);
  const auto process = supervisor_of(options.folder);
  if (!process) return std::unexpected(process.error());
  ::kill(*process, SIGTERM);
  if (!session.json) session.err << "process " << *process << " stops the members\n";
  for (int i = 0; i < 600; ++i) {
    if (NetworkLock::holder(options.folder) != *process) {
      return Report{"all processes have ended", {{"stopped", true}, {"process", *process}}};
    }
    std::this_thread::sleep_for(100ms);
  }
  return fail(ExitCode::environment, "no_change", "process " + std::to_string(*process) + " did not end in a minute");
}

void declare_folder(CLI::App& command, std::string& folder) {
  command.add_option("DIR", folder, "the folder of consortium new, or one member's")->required();
}

}  // namespace

void add_network_commands(CLI::App& consortium, Session& session) {
  add_command<UpOptions>(
      consortium, session,
      {"up", "run the members whose folders are here, until Ctrl-C; shows how they are", "consortium up ./consortium"},
      [](CLI::App& command, UpOptions& options) {
        declare_folder(command, options.folder);
        command.add_option("--cometbft", options.cometbft, "the program; else KAISHO_COMETBFT, else PATH");
        command.add_option("--member", options.member, "start this one again, which down --member stopped");
      },
      up);
  add_command<StatusOptions>(
      consortium, session,
      {"status", "show the members; exit code 1 where one is not well", "consortium status ./consortium"},
      [](CLI::App& command, StatusOptions& options) { declare_folder(command, options.folder); }, status);
  add_command<DownOptions>(
      consortium, session, {"down", "stop what consortium up runs", "consortium down ./consortium"},
      [](CLI::App& command, DownOptions& options) {
        declare_folder(command, options.folder);
        command.add_option("--member", options.member, "stop this one only, and leave it stopped");
        command.add_flag("--kill", options.kill, "with --member: with SIGKILL, as a power cut would");
      },
      down);
}

}  // namespace kaisho::cli
