#include <signal.h>

#include <kaisho/node/system.hpp>
#include <ostream>
#include <thread>

#include "command.hpp"
#include "files.hpp"
#include "network_commands.hpp"
#include "network_lock.hpp"
#include "network_supervisor.hpp"

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
    if (const auto row = table.find(member); row != table.end()) {
      const bool kaisho = row->second.kaisho != 0, cometbft = row->second.cometbft != 0;
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
    const auto row = processes.find(member.name);
    if (row == processes.end()) continue;
    member.node_process = row->second.kaisho;
    member.engine_process = row->second.cometbft;
    if (member.state == MemberState::stopped && row->second.held) {
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
