#include "network_folder.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <kaisho/node/config.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <map>
#include <string_view>

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

std::unexpected<Failure> failed(const node::NodeError& error) {
  return fail(error.bad_input ? ExitCode::bad_input : ExitCode::environment, error.code, error.text, error.next);
}

fs::path socket_in(std::string_view abci) {
  constexpr std::string_view kUnix = "unix://";
  return abci.starts_with(kUnix) ? fs::path(abci.substr(kUnix.size())) : fs::path();
}

Result<MemberFolder> member_in(const fs::path& folder) {
  const auto config = node::read_config(folder / "node.toml");
  if (!config) return failed(config.error());
  if (!config->cometbft) {
    return bad_input("no_consortium", folder.string() + " serves all members with one process",
                     "run it: kaisho node --config " + (folder / "node.toml").string());
  }
  return MemberFolder{.name = config->cometbft->member,
                      .folder = folder,
                      .rpc = url_of(config->listen),
                      .engine_rpc = config->cometbft->rpc,
                      .abci_socket = socket_in(config->cometbft->abci),
                      .cometbft = config->cometbft->program,
                      .engine_home = config->cometbft->home};
}

/// Ascending by the place in genesis.json; strangers to it last.
Result<void> order(std::vector<MemberFolder>& members) {
  const auto genesis = node::read_genesis(members.front().folder / "genesis.json");
  if (!genesis) return failed(genesis.error());
  std::map<std::string, std::size_t> places;
  for (const auto& member : genesis->members) places.emplace(member.name, places.size());
  const auto rank = [&](const MemberFolder& member) {
    const auto place = places.find(member.name);
    return std::pair(place == places.end() ? places.size() : place->second, member.name);
  };
  std::ranges::sort(members, {}, rank);
  return {};
}

}  // namespace

std::string url_of(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const auto host = listen.substr(0, colon);
  return "http://" + (host == "0.0.0.0" ? "127.0.0.1" : host) + listen.substr(colon == std::string::npos ? 0 : colon);
}

Result<std::vector<MemberFolder>> find_members(const fs::path& folder) {
  std::error_code error;
  const auto whole = fs::absolute(folder, error).lexically_normal();
  std::vector<fs::path> candidates;
  if (fs::exists(whole / "node.toml", error)) candidates.push_back(whole);
  if (candidates.empty()) {
    for (const auto& entry : fs::directory_iterator(whole, error)) {
      if (fs::exists(entry.path() / "node.toml", error)) candidates.push_back(entry.path());
    }
  }
  if (candidates.empty()) {
    return bad_input("no_consortium", "there is no member's folder in " + folder.string(),
                     "make them: kaisho consortium new --members bank,broker,exchange,auditor " + folder.string());
  }
  std::ranges::sort(candidates);
  std::vector<MemberFolder> members;
  for (const auto& candidate : candidates) {
    auto member = member_in(candidate);
    if (!member) return std::unexpected(member.error());
    members.push_back(std::move(*member));
  }
  if (auto ordered = order(members); !ordered) return std::unexpected(ordered.error());
  return members;
}

Result<fs::path> find_cometbft(const std::string& option, const MemberFolder& member) {
  const auto usable = [](const fs::path& path) { return ::access(path.c_str(), X_OK) == 0; };
  const char* const environment = std::getenv("KAISHO_COMETBFT");
  for (const auto& named : {fs::path(option), member.cometbft, fs::path(environment != nullptr ? environment : "")}) {
    if (named.empty()) continue;
    if (!usable(named)) {
      return fail(ExitCode::environment, "cometbft_missing", "there is no program " + named.string(),
                  "tools/setup go installs CometBFT 0.38.25");
    }
    return fs::absolute(named);
  }
  const char* const path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    const auto candidate = fs::path(rest.substr(0, end)) / "cometbft";
    if (end > 0 && usable(candidate)) return fs::absolute(candidate);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return fail(
      ExitCode::environment, "cometbft_missing", "the program cometbft is not in PATH",
      "install it (tools/setup go, or go install github.com/cometbft/cometbft/cmd/cometbft@v0.38.25) or name it "
      "with --cometbft or KAISHO_COMETBFT");
}

}  // namespace kaisho::cli
