#include "kaisho/supervise/process.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "temporary.hpp"

namespace kaisho::supervise {
namespace {

Command shell(const Temporary& folder, const std::string& line) {
  return {{"/bin/sh", "-c", line}, folder.path, folder.log()};
}

End end_of(Process& process) {
  std::optional<End> end;
  EXPECT_TRUE(eventually([&] { return (end = process.ended()).has_value(); }));
  return end.value_or(End{});
}

TEST(Process, runs_in_its_folder_and_writes_both_streams_to_its_log) {
  const Temporary folder;
  auto process = Process::start(shell(folder, "echo one; pwd; echo three >&2; exit 7"));
  ASSERT_TRUE(process) << process.error();
  const auto end = end_of(*process);
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_EQ(end.text(), "ended with exit code 7");
  const auto lines = last_lines(folder.log(), 5);
  EXPECT_EQ(lines, (std::vector<std::string>{"one", std::filesystem::canonical(folder.path).string(), "three"}));
}

TEST(Process, tells_the_signal_that_killed_it) {
  const Temporary folder;
  auto process = Process::start(shell(folder, "exec sleep 1000"));
  ASSERT_TRUE(process) << process.error();
  EXPECT_FALSE(process->ended());
  process->signal(SIGKILL);
  const auto end = end_of(*process);
  EXPECT_EQ(end.signal, SIGKILL);
  EXPECT_EQ(end.text(), "was killed by signal 9 (Killed)");
}

TEST(Process, says_why_a_program_cannot_be_started) {
  const Temporary folder;
  const auto process = Process::start({{"/nowhere/program"}, folder.path, folder.log()});
  ASSERT_FALSE(process);
  EXPECT_EQ(process.error(), "cannot start /nowhere/program: No such file or directory");
  EXPECT_FALSE(Process::start({{"/bin/true"}, "/nowhere", folder.log()}));
  EXPECT_FALSE(Process::start({{"/bin/true"}, folder.path, "/nowhere/log"}));
}

TEST(Process, takes_signals_that_its_parent_blocks) {
  const Temporary folder;
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  auto process = Process::start(shell(folder, "exec sleep 1000"));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(process) << process.error();
  process->signal(SIGTERM);
  EXPECT_EQ(end_of(*process).signal, SIGTERM);
}

TEST(Log, is_copied_and_emptied_beyond_its_limit) {
  const Temporary folder;
  std::ofstream(folder.log()) << "a line\n";
  rotate(folder.log(), 100);
  EXPECT_EQ(std::filesystem::file_size(folder.log()), 7u);
  rotate(folder.log(), 6);
  EXPECT_EQ(std::filesystem::file_size(folder.log()), 0u);
  EXPECT_EQ(last_lines(folder.log().string() + ".1", 1), (std::vector<std::string>{"a line"}));
  EXPECT_TRUE(last_lines(folder.path / "missing", 1).empty());
}

}  // namespace
}  // namespace kaisho::supervise
