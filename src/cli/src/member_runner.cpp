#include "member_runner.hpp"

#include <signal.h>

#include <kaisho/codec/json_value.hpp>
#include <kaisho/founding/engine_key.hpp>
#include <kaisho/node/system.hpp>

#include "files.hpp"
#include "validator_key_swap.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

supervise::Command command_of(const MemberFolder& member, std::string_view log, std::vector<std::string> words) {
  return {std::move(words), member.folder, member.folder / "log" / log};
}

/// What the file asks for: nothing but its being there, or "kill" for the way a power cut would do it.
int signal_of(const fs::path& held_file) {
  const auto text = read_file(held_file);
  return text && text->starts_with("kill") ? SIGKILL : SIGTERM;
}

/// The state without the last signature.
std::string unsigned_state(const std::string& state) {
  auto document = codec::json::parse(state);
  if (!document || !document->is_object()) return founding::validator_state_json();
  document->get_object().erase("signature");
  document->get_object().erase("signbytes");
  return codec::json::canonical_text(*document);
}

}  // namespace

MemberRunner::MemberRunner(MemberFolder member, const fs::path& kaisho, const fs::path& cometbft, Say say)
    : member_(std::move(member)),
      say_(std::move(say)),
      kaisho_(member_.name + "'s Kaisho",
              command_of(member_, "kaisho.log", {kaisho.string(), "node", "--config", "node.toml"}), say_),
      cometbft_(member_.name + "'s CometBFT",
                command_of(member_, "cometbft.log", {cometbft.string(), "node", "--home", "cometbft"}), say_) {
  std::error_code error;
  fs::create_directories(member_.folder / "log", error);  // where it fails, the start of each process says so
}

void MemberRunner::look_whether_held() {
  std::error_code error;
  const bool held = fs::exists(member_.held_file(), error);
  if (held == held_) return;
  held_ = held;
  if (held) {
    const int signal = signal_of(member_.held_file());
    say_(member_.name + (signal == SIGKILL ? " is killed" : " is stopped") +
         " until: kaisho consortium up DIR --member " + member_.name);
    cometbft_.unwant(signal);
    kaisho_.unwant(signal);
  } else {
    say_(member_.name + " is started again");
    kaisho_.want();
    cometbft_.want();
  }
}

void MemberRunner::swap_when_stopped() {
  if (!swap_wanted_) return;
  if (cometbft_.running()) return cometbft_.restart();
  swap_wanted_ = false;
  const auto swapped = take_next_key(member_);
  say_(swapped ? member_.name + " votes with its next validator key from now on" : swapped.error().text);
}

void MemberRunner::tick(supervise::Instant now) {
  if (!stopping_) look_whether_held();
  std::error_code error;
  const bool ran = kaisho_.running();
  if (!ran && !member_.abci_socket.empty()) fs::remove(member_.abci_socket, error);
  kaisho_.tick(now, true);
  if (ran && !kaisho_.running()) cometbft_.restart();
  swap_when_stopped();
  const bool listens = member_.abci_socket.empty() || fs::exists(member_.abci_socket, error);
  cometbft_.tick(now, kaisho_.running() && listens && !swap_wanted_);
  if (stopping_ && !cometbft_.running()) kaisho_.unwant(SIGTERM);
}

void MemberRunner::stop() {
  stopping_ = true;
  cometbft_.unwant(SIGTERM);
}

Result<void> take_next_key(const MemberFolder& member) {
  const auto state_file = member.engine_home / "data/priv_validator_state.json";
  const auto state = read_file(state_file);
  if (!state) return std::unexpected(state.error());
  if (auto written = write_file(state_file, unsigned_state(*state)); !written) return written;
  const auto swapped = swap_validator_key(member.engine_home, node::SystemClock().now_ms() / 1000);
  if (!swapped) return std::unexpected(swapped.error());
  return {};
}

}  // namespace kaisho::cli
