#include "counter.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace kaisho::counter {
namespace {

/// Writes the whole file beside its place and renames it: after a crash there is the old or the new one.
void write_durably(const std::filesystem::path& file, const std::string& text) {
  const auto fresh = file.string() + ".new";
  const int descriptor = ::open(fresh.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (descriptor < 0) throw abci::Halt("cannot write " + fresh);
  const bool written =
      ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
  ::close(descriptor);
  if (!written) throw abci::Halt("cannot write " + fresh);
  std::filesystem::rename(fresh, file);
}

}  // namespace

Counter::Counter(std::filesystem::path file)
    : file_(std::move(file)), checker_([this](const std::stop_token& ended) { answer_checks(ended); }) {
  std::ifstream in(file_);
  in >> committed_.height;
  for (std::string tx; in >> tx;) committed_.runs.push_back(tx);
  candidate_ = committed_;
}

Counter::~Counter() {
  checker_.request_stop();
  checker_.join();
}

/// FNV-1a over all that ran, and their number. No run changes nothing: the engine makes no empty blocks then.
Bytes Counter::app_hash(const History& history) {
  std::uint64_t mixed = 0xcbf29ce484222325ull;
  for (const auto& tx : history.runs) {
    for (const char letter : tx + '\n') mixed = (mixed ^ static_cast<std::uint8_t>(letter)) * 0x100000001b3ull;
  }
  Bytes hash(32);
  for (std::size_t i = 0; i < 8; ++i) {
    hash[i] = static_cast<std::uint8_t>(history.runs.size() >> (56 - 8 * i));
    hash[24 + i] = static_cast<std::uint8_t>(mixed >> (56 - 8 * i));
  }
  return hash;
}

abci::InfoResponse Counter::info(const abci::InfoRequest&) {
  const std::lock_guard lock(mutex_);
  return {"counter", "1", 1, committed_.height, committed_.height == 0 ? Bytes{} : app_hash(committed_)};
}

abci::InitChainResponse Counter::init_chain(const abci::InitChainRequest&) {
  candidate_ = {};
  return {{}, app_hash({})};
}

std::size_t Counter::runs_of(std::string_view tx) {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(committed_.runs, tx));
}

abci::QueryResponse Counter::query(const abci::QueryRequest& request) {
  abci::QueryResponse answer;
  if (request.path == "runs") {
    answer.value = bytes_of(std::to_string(runs_of(text_of(request.data))));
  } else if (request.path == "total") {
    const std::lock_guard lock(mutex_);
    answer.value = bytes_of(std::to_string(committed_.runs.size()));
  } else {
    answer.code = 1;
    answer.log = "ask for runs or total";
  }
  return answer;
}

void Counter::check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) {
  const std::lock_guard lock(checks_mutex_);
  checks_.push_back({std::move(request), std::move(done)});
  checks_changed_.notify_one();
}

/// The newest first: the opposite of what the engine must get.
void Counter::answer_checks(const std::stop_token& ended) {
  std::unique_lock lock(checks_mutex_);
  while (checks_changed_.wait(lock, ended, [this] { return !checks_.empty(); })) {
    const auto waiting = std::move(checks_.back());
    checks_.pop_back();
    lock.unlock();
    const bool again = runs_of(text_of(waiting.request.tx)) > 0;
    waiting.done({again ? 1u : 0u, again ? "ran already" : "", 1, ""});
    lock.lock();
  }
}

abci::FinalizeBlockResponse Counter::finalize_block(abci::FinalizeBlockRequest request) {
  {
    const std::lock_guard lock(mutex_);
    candidate_ = committed_;
  }
  candidate_.height = request.block.height;
  abci::FinalizeBlockResponse answer;
  for (const auto& tx : request.txs) {
    candidate_.runs.emplace_back(text_of(tx));
    answer.tx_results.push_back({0, {}, "", 1, 1});
  }
  answer.app_hash = app_hash(candidate_);
  return answer;
}

abci::CommitResponse Counter::commit() {
  std::string text = std::to_string(candidate_.height) + "\n";
  for (const auto& tx : candidate_.runs) text += tx + "\n";
  write_durably(file_, text);
  const std::lock_guard lock(mutex_);
  committed_ = candidate_;
  return {};
}

}  // namespace kaisho::counter
