#include "kaisho/node/config.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "alerts_config.hpp"
#include "http_config.hpp"
#include "toml_section.hpp"

namespace kaisho::node {
namespace {

auto malformed(std::string text) {
  return std::unexpected(
      NodeError{"config_malformed", std::move(text), "docs/operate/node.md lists every setting", true});
}

std::vector<CheckpointKey> read_keys(Section& top, const std::filesystem::path& folder) {
  std::vector<CheckpointKey> keys;
  for (const auto& entry : top.get<std::vector<toml::value>>("checkpoint_key", {})) {
    if (!entry.is_table()) throw Wrong("'checkpoint_key' is no list of tables");
    Section section(entry.as_table(), "checkpoint_key.");
    keys.push_back({section.required("name"), folder / section.required("file")});
    section.refuse_the_rest();
  }
  return keys;
}

/// A socket's path, too, starts at the file's folder.
std::string socket_of(const std::string& text, const std::filesystem::path& folder) {
  constexpr std::string_view kUnix = "unix://";
  if (!text.starts_with(kUnix)) return text;
  return std::string(kUnix) + std::filesystem::absolute(folder / text.substr(kUnix.size())).lexically_normal().string();
}

CometbftConfig read_cometbft(Section& section, const std::filesystem::path& folder) {
  CometbftConfig config;
  config.member = section.required("member");
  config.home = folder / section.get<std::string>("home", "cometbft");
  config.abci = socket_of(section.required("abci"), folder);
  config.rpc = section.required("rpc");
  if (!config.rpc.starts_with("http://")) throw Wrong("'cometbft.rpc' is no http:// URL");
  if (const auto program = section.get<std::string>("program", {}); !program.empty()) config.program = folder / program;
  config.threads = static_cast<unsigned>(section.count("threads", config.threads));
  config.batch_wait =
      std::chrono::milliseconds(section.count("batch_wait_ms", static_cast<std::uint64_t>(config.batch_wait.count())));
  config.batch_bytes = section.count("batch_bytes", config.batch_bytes);
  config.batch_transactions = section.count("batch_transactions", config.batch_transactions);
  config.batches_in_flight = section.count("batches_in_flight", config.batches_in_flight);
  config.snapshots = folder / section.get<std::string>("snapshots", "snapshots");
  config.snapshot_every = section.count("snapshot_every", config.snapshot_every);
  config.keep_engine_blocks = section.count("keep_engine_blocks", config.keep_engine_blocks);
  return config;
}

PeersConfig read_peers(Section& section, const std::filesystem::path& folder) {
  PeersConfig config{
      section.required("listen"), folder / section.required("certificate"), folder / section.required("key"), {}};
  if (const auto key = section.get<std::string>("private_key", {}); !key.empty()) config.private_key = folder / key;
  return config;
}

NodeConfig read(const toml::value& document, const std::filesystem::path& folder) {
  Section top(document.as_table(), "");
  NodeConfig config;
  config.data = folder / top.required("data");
  config.genesis = folder / top.required("genesis");
  config.peering = folder / top.get<std::string>("peering", "peering");
  config.access = folder / top.get<std::string>("access", "access");
  for (const auto& file : top.get<std::vector<std::string>>("operator_keys", {})) {
    config.operator_keys.push_back(folder / file);
  }
  config.listen = top.get<std::string>("listen", config.listen);
  config.allow_remote = top.get<bool>("allow_remote", false);
  config.block_time = std::chrono::milliseconds(top.count("block_time_ms"));
  config.keep_states = top.count("keep_states");
  config.allowed_hosts = top.get<std::vector<std::string>>("allowed_hosts", {});
  config.allowed_origins = top.get<std::vector<std::string>>("allowed_origins", {});
  config.log_level = top.get<std::string>("log_level", config.log_level);
  config.checkpoint_keys = read_keys(top, folder);
  config.cometbft = read_table(top, "cometbft", [&folder](Section& section) { return read_cometbft(section, folder); });
  config.peers = read_table(top, "peers", [&folder](Section& section) { return read_peers(section, folder); });
  config.alerts = read_alerts(top, folder);
  config.tls = read_table(top, "tls", [&folder](Section& section) {
    return TlsConfig{section.required("listen"), folder / section.required("certificate"),
                     folder / section.required("key")};
  });
  config.http = read_http(top);
  top.refuse_the_rest();
  constexpr std::array kLevels{"debug", "info", "warning", "error"};
  if (std::ranges::find(kLevels, config.log_level) == kLevels.end()) {
    throw Wrong("'log_level' is none of debug, info, warning, error");
  }
  return config;
}

}  // namespace

Result<NodeConfig> parse_config(std::string_view text, const std::filesystem::path& folder) {
  try {
    std::istringstream stream{std::string(text)};
    return read(toml::parse(stream, "node.toml"), folder);
  } catch (const Wrong& wrong) {
    return malformed(wrong.what());
  } catch (const std::exception& wrong) {  // toml::syntax_error and what its parser throws at odd bytes
    return malformed(std::string("not TOML: ") + wrong.what());
  }
}

Result<NodeConfig> read_config(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) {
    return std::unexpected(NodeError{"file_missing", "cannot read the configuration " + file.string(),
                                     "make one: kaisho consortium new --solo --members bank,broker DIR", true});
  }
  auto config = parse_config(text.str(), file.parent_path());
  if (!config) config.error().text = file.string() + ": " + config.error().text;
  return config;
}

}  // namespace kaisho::node
