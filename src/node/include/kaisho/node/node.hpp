#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kaisho/api/settings.hpp>
#include <kaisho/crypto/aead.hpp>
#include <kaisho/crypto/ed25519.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/ledger/genesis.hpp>

#include "kaisho/node/config.hpp"
#include "kaisho/node/error.hpp"

namespace kaisho::node {

/// Everything that decides how one node runs.
struct NodeSetup {
  std::filesystem::path data;                      ///< folder of the store; created where it is missing
  ledger::Genesis genesis;                         ///< used where the folder holds no chain yet, compared otherwise
  bool take_chain_as_it_is = false;                ///< a chain in the folder wins over `genesis` (a developer's node)
  std::chrono::milliseconds block_time{0};         ///< zero: a block as soon as there is work; of a solo node
  std::optional<CometbftConfig> cometbft{};        ///< nothing: a solo node
  std::optional<PeersConfig> peers{};              ///< nothing: no service for other members
  std::optional<crypto::aead::Key> private_key{};  ///< seals private records; nothing: this node keeps none
  std::filesystem::path peering{};                 ///< folder of what was signed and of packages; empty: `data`/peering
  std::filesystem::path access{};                  ///< folder of who may use REST and of its operations; empty: none
  std::vector<crypto::PrivateKey> operators{};     ///< with which this node acts for its organizations
  alerting::Settings alerts{};                     ///< who is told; an empty folder: `data`/alerts
  Height keep_states = 0;                          ///< readable heights below the last; 0 keeps all
  bool limit_code_size = true;                     ///< EIP-170; false only on a developer's machine
  api::Settings api;
  std::vector<crypto::PrivateKey> accounts;  ///< not empty: a developer's node that signs for these
  std::vector<std::pair<std::string, crypto::ed25519::KeyPair>> checkpoint_keys;
  std::string version;             ///< "kaisho/0.1.0"
  std::string log_level = "info";  ///< debug, info, warning or error; goes to the error stream
};

/// One running node: store, engine, services and JSON-RPC. The destructor stops it, the store last.
class Node {
 public:
  /// Codes: data_locked, data_not_writable, data_damaged, data_other_chain, data_unknown_format, disk_full,
  /// data_unreadable, cannot_listen, peering_unusable, alerts_unusable.
  [[nodiscard]] static Result<std::unique_ptr<Node>> start(NodeSetup setup);
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  /// Where JSON-RPC listens: "127.0.0.1:8545".
  [[nodiscard]] const std::string& address() const;
  /// Where REST listens under TLS; empty where it does not.
  [[nodiscard]] const std::string& tls_address() const;
  [[nodiscard]] Height height() const;
  [[nodiscard]] bool governed() const;
  /// Why this member's node takes no part in the consortium any more (its disk failed, its state differs from the
  /// others'); empty while it does. It goes on answering reads, so that a person can look.
  [[nodiscard]] std::string halted() const;

 private:
  struct Parts;
  explicit Node(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

/// Waits for SIGINT or SIGTERM. Make it before anything starts a thread: it blocks the two signals so that only `wait`
/// takes them.
class StopSignal {
 public:
  StopSignal();
  /// Number of the signal that came.
  int wait();
};

struct ReplaySummary {
  Height last = 0;
  std::uint64_t transactions = 0;
  std::string difference;  ///< empty: every root is equal
};

/// Executes the chain in the folder again and compares every root. `progress` gets the height done and the last one.
/// Codes: as Node::start, and data_unreadable where the medium fails on the way.
[[nodiscard]] Result<ReplaySummary> replay(const std::filesystem::path& data, bool limit_code_size,
                                           const std::function<void(Height, Height)>& progress);

}  // namespace kaisho::node
