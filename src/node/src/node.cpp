#include "kaisho/node/node.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <kaisho/api/server.hpp>
#include <kaisho/consensus/solo.hpp>
#include <kaisho/services/account_service.hpp>
#include <kaisho/services/evidence_service.hpp>
#include <kaisho/services/ledger_service.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "kaisho/node/chain.hpp"
#include "kaisho/node/system.hpp"
#include "store_error.hpp"

namespace kaisho::node {
namespace {

using Store = std::unique_ptr<storage::ChainStore>;

Result<Store> open_store(const NodeSetup& setup) {
  const storage::StoreOptions options{.folder = setup.data, .keep_versions = setup.keep_states};
  if (setup.take_chain_as_it_is) {
    auto existing = storage::ChainStore::open_existing(options);
    if (existing) return std::move(*existing);
    if (existing.error().code != storage::ErrorCode::missing_folder) return std::unexpected(explain(existing.error()));
  }
  auto store = storage::ChainStore::open(options, setup.genesis);
  if (!store) return std::unexpected(explain(store.error()));
  return std::move(*store);
}

std::vector<services::EvidenceService::Signer> signers_of(NodeSetup& setup) {
  std::vector<services::EvidenceService::Signer> signers;
  for (auto& [name, key] : setup.checkpoint_keys) signers.push_back({name, std::move(key)});
  return signers;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("kaisho", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_level(spdlog::level::from_str(level));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  return logger;
}

}  // namespace

/// In the order in which they start; they end in the opposite one.
struct Node::Parts {
  Parts(NodeSetup setup, Store opened)
      : logger(make_logger(setup.log_level)),
        store(std::move(opened)),
        chain(store->genesis(), setup.limit_code_size),
        engine({*store, chain.rules(), clock}, {.interval = setup.block_time}),
        ledger({*store, engine, chain.rules()}),
        evidence({*store}, signers_of(setup)) {
    if (!setup.accounts.empty())
      accounts.emplace(services::AccountService::Dependencies{ledger, engine}, std::move(setup.accounts));
  }

  [[nodiscard]] Result<void> listen(const api::Settings& settings, const std::string& version) {
    auto started = api::Server::start(settings, {.ledger = ledger,
                                                 .accounts = accounts ? &*accounts : nullptr,
                                                 .evidence = &evidence,
                                                 .version = version,
                                                 .log = [this](std::string_view line) { logger->info(line); }});
    if (!started) {
      const bool remote = started.error().find("allow_beyond_loopback") != std::string::npos;
      return std::unexpected(NodeError{"cannot_listen", started.error(),
                                       remote ? "the setting in node.toml is allow_remote = true"
                                              : "choose another address with --rpc (or listen in node.toml)"});
    }
    server = std::move(*started);
    return {};
  }

  std::shared_ptr<spdlog::logger> logger;
  SystemClock clock;
  Store store;
  ChainRules chain;
  consensus::Solo engine;
  services::LedgerService ledger;
  services::EvidenceService evidence;
  std::optional<services::AccountService> accounts;
  std::unique_ptr<api::Server> server;
};

Node::Node(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Node::~Node() = default;

Result<std::unique_ptr<Node>> Node::start(NodeSetup setup) {
  auto store = open_store(setup);
  if (!store) return std::unexpected(store.error());
  const auto settings = setup.api;
  const auto version = setup.version;
  auto parts = std::make_unique<Parts>(std::move(setup), std::move(*store));
  if (auto listening = parts->listen(settings, version); !listening) return std::unexpected(listening.error());
  return std::unique_ptr<Node>(new Node(std::move(parts)));
}

const std::string& Node::address() const { return parts_->server->address(); }
Height Node::height() const { return parts_->store->height(); }
bool Node::governed() const { return parts_->chain.governed(); }

}  // namespace kaisho::node
