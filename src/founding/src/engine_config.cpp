#include "kaisho/founding/engine_config.hpp"

#include <kaisho/base/joined.hpp>
#include <kaisho/codec/json.hpp>

namespace kaisho::founding {
namespace {

/// Node IDs alone, of "<id>@host:port".
std::vector<std::string> ids_of(const std::vector<std::string>& peers) {
  std::vector<std::string> ids;
  for (const auto& peer : peers) ids.push_back(peer.substr(0, peer.find('@')));
  return ids;
}

/// key = "value"; JSON's escapes are TOML's as well.
std::string setting(std::string_view key, std::string_view value) {
  return std::string(key) + " = " + codec::json::quote(value) + "\n";
}

constexpr std::string_view kHead = R"(# CometBFT of one consortium member, written by kaisho consortium new.
# What may be changed, and what all members must change together: docs/operate/consortium.md

version = "0.38.25"
db_backend = "goleveldb"
db_dir = "data"
# Blocks are told by Kaisho's own log; here only what is unusual.
log_level = "state:error,consensus:error,mempool:error,*:info"
log_format = "plain"
genesis_file = "config/genesis.json"
priv_validator_key_file = "config/priv_validator_key.json"
priv_validator_state_file = "data/priv_validator_state.json"
priv_validator_laddr = ""
node_key_file = "config/node_key.json"
abci = "socket"
# Kaisho is asked about every peer: only members may connect.
filter_peers = true
)";

constexpr std::string_view kRpc = R"(cors_allowed_origins = []
cors_allowed_methods = ["HEAD", "GET", "POST"]
cors_allowed_headers = ["Origin", "Accept", "Content-Type", "X-Requested-With", "X-Server-Time"]
grpc_laddr = ""
grpc_max_open_connections = 900
unsafe = false
max_open_connections = 900
max_subscription_clients = 100
max_subscriptions_per_client = 5
experimental_subscription_buffer_size = 200
experimental_websocket_write_buffer_size = 200
experimental_close_on_slow_client = false
timeout_broadcast_tx_commit = "10s"
max_request_batch_size = 10
# A batch of 512 KiB in base64 or in hexadecimal digits fits.
max_body_bytes = 2000000
max_header_bytes = 1048576
tls_cert_file = ""
tls_key_file = ""
pprof_laddr = ""
)";

constexpr std::string_view kP2p = R"(addr_book_file = "config/addrbook.json"
# Members may live in private networks, and several behind one address.
addr_book_strict = false
allow_duplicate_ip = true
# Everybody who may connect stands above: nobody is looked for.
seeds = ""
pex = false
seed_mode = false
max_num_inbound_peers = 64
max_num_outbound_peers = 64
# A member that comes back is dialled again within seconds; the engine's own pause grows to hours.
persistent_peers_max_dial_period = "2s"
# Each message of a vote waits this long at most before it is written: at 100ms, the engine's own value, three steps of
# consensus would cost a third of a second.
flush_throttle_timeout = "2ms"
# All members need the same packet size. Bytes a second are those of a local or dedicated line: blocks of 4 MiB.
max_packet_msg_payload_size = 16384
send_rate = 52428800
recv_rate = 52428800
handshake_timeout = "20s"
dial_timeout = "3s"
)";

constexpr std::string_view kMempool = R"([mempool]
type = "flood"
recheck = true
recheck_timeout = "1s"
broadcast = true
wal_dir = ""
# One transaction here is a batch of Kaisho's, so these are a few million transfers.
size = 5000
max_txs_bytes = 268435456
cache_size = 10000
keep-invalid-txs-in-cache = false
max_tx_bytes = 1048576
max_batch_bytes = 0
experimental_max_gossip_connections_to_persistent_peers = 0
experimental_max_gossip_connections_to_non_persistent_peers = 0
)";

constexpr std::string_view kSync = R"([statesync]
enable = false
rpc_servers = ""
trust_height = 0
trust_hash = ""
trust_period = "168h0m0s"
discovery_time = "15s"
temp_dir = ""
chunk_request_timeout = "10s"
chunk_fetchers = "4"
max_snapshot_chunks = 100000

[blocksync]
version = "v0"
)";

constexpr std::string_view kConsensus = R"([consensus]
wal_file = "data/cs.wal/wal"
# A proposer that is dead costs this much once, then the next one proposes.
timeout_propose = "500ms"
timeout_propose_delta = "200ms"
timeout_prevote = "200ms"
timeout_prevote_delta = "100ms"
timeout_precommit = "200ms"
timeout_precommit_delta = "100ms"
# Batches wait in Kaisho already: a block is followed by the next as soon as there is work.
timeout_commit = "0s"
skip_timeout_commit = true
double_sign_check_height = 0
# A block whose time is later than this node's clock by more is refused: keep the clocks right (chrony or ntpd).
block_time_tolerance = "60s"
# A network without transactions makes no blocks.
create_empty_blocks = false
create_empty_blocks_interval = "0s"
# How long a connection sleeps when it has nothing to tell; half of it is added to each step of consensus.
peer_gossip_sleep_duration = "10ms"
peer_query_maj23_sleep_duration = "2s"
)";

constexpr std::string_view kRest = R"([storage]
# Results stand in Kaisho's own blocks.
discard_abci_responses = true

[tx_index]
indexer = "null"
psql-conn = ""

[instrumentation]
prometheus = false
prometheus_listen_addr = "127.0.0.1:26660"
max_open_connections = 3
namespace = "cometbft"
)";

std::string base_section(const EngineConfig& config) {
  return std::string(kHead) + setting("moniker", config.moniker) +
         "# Where Kaisho listens; a relative path starts at the member's folder, in which both processes are "
         "started.\n" +
         setting("proxy_app", config.abci);
}

std::string p2p_section(const EngineConfig& config) {
  return "[p2p]\n" + setting("laddr", config.p2p_listen) + setting("external_address", config.external_address) +
         "# Every other member. A new one needs no change here: it dials.\n" +
         setting("persistent_peers", joined(config.peers, ",")) +
         setting("unconditional_peer_ids", joined(ids_of(config.peers), ",")) +
         setting("private_peer_ids", joined(ids_of(config.peers), ",")) + std::string(kP2p);
}

}  // namespace

std::string engine_config_toml(const EngineConfig& config) {
  std::string text = base_section(config);
  text += "\n[rpc]\n# Anyone who reaches it may send batches: never open it beyond this machine.\n";
  text += setting("laddr", config.rpc_listen);
  text += kRpc;
  text += "\n" + p2p_section(config);
  for (const auto section : {kMempool, kSync, kConsensus, kRest}) (text += "\n") += section;
  return text;
}

}  // namespace kaisho::founding
