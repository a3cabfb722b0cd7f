#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "kaisho/base/hex.hpp"
#include "snapshot_fixtures.hpp"

/// A process of its own for the tests that need one: it is killed, starved of space, stripped of rights, or finds the
/// folder taken. Says each acknowledged height in a line; errors as "error CODE TEXT".
namespace {

using namespace kaisho;
using namespace kaisho::storage;

int report(const StoreError& error) {
  std::printf("error %s %s\n", std::string(name_of(error.code)).c_str(), error.text.c_str());
  std::fflush(stdout);
  return 1;
}

/// Commits until it can not, or is killed.
int grow_for_ever(ChainStore& store) {
  for (;;) {
    const auto block = test::grow(store, 3);
    if (!block) return report(block.error());
    std::printf("%llu\n", static_cast<unsigned long long>((*block)->block.header.height));
    std::fflush(stdout);
  }
}

/// No file may grow above `bytes`: the nearest thing to a full disk that needs no rights.
void limit_file_size(const char* bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const auto limit = static_cast<rlim_t>(std::strtoull(bytes, nullptr, 10));
  const rlimit limits{.rlim_cur = limit, .rlim_max = limit};
  if (::setrlimit(RLIMIT_FSIZE, &limits) != 0) std::_Exit(3);
}

/// Restores a snapshot's file, chunk by chunk as they would come from other members.
int restore(ChainStore& store, const std::string& folder, const std::string& file, const char* header_hash) {
  const auto trust = test::trust_in(*fixed_from_hex<Hash>(header_hash));
  auto into = test::snapshots_in(folder, store);
  const auto kept = std::filesystem::path(folder) / "snapshots" / "1.snapshot";
  std::filesystem::copy_file(file, kept);
  const auto carried = test::carry(*test::snapshots_in(folder, store));
  std::filesystem::remove(kept);
  if (!into->begin_restore(carried.about.metadata, trust)) return 5;
  for (std::uint32_t index = 0; index < carried.chunks.size(); ++index) {
    if (!into->apply(index, carried.chunks[index])) return 6;
  }
  std::puts("applied");
  std::fflush(stdout);
  const auto block = into->finish();
  if (!block) return 7;
  for (;;) ::pause();
}

/// After the failure: reads go on, commits are refused for good.
int after_failure(ChainStore& store) {
  const auto balance = store.latest()->account(test::address(4))->balance;
  std::printf("reads %s\n", balance.is_zero() ? "wrong" : "go on");
  const auto block = test::grow(store, 3);
  if (block) {
    std::puts("a commit was taken");
  } else {
    report(block.error());
  }
  return 1;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const std::string mode = words[1];
  if (mode == "as-nobody" && ::setuid(65534) != 0) return 3;
  StoreOptions options;
  options.folder = words[2];
  if (mode == "grow-behind") options.flush = Flush::behind;
  auto store = ChainStore::open(options, test::genesis());
  if (!store) return report(store.error());
  std::printf("opened %llu\n", static_cast<unsigned long long>((*store)->height()));
  std::fflush(stdout);
  if (mode == "grow" || mode == "grow-behind") return grow_for_ever(**store);
  if (mode == "crash-at") {
    const auto last = std::strtoull(words[3], nullptr, 10);
    while ((*store)->height() < last) {
      if (!test::grow(**store, 3)) return 4;
    }
    std::_Exit(0);  // no destructor runs: the log is all there is
  }
  if (mode == "restore-for-ever") return restore(**store, words[2], words[3], words[4]);
  if (mode == "until-full") {
    limit_file_size(words[3]);
    grow_for_ever(**store);
    return after_failure(**store);
  }
  return 0;
}
