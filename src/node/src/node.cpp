#include "kaisho/node/node.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <kaisho/abci/server.hpp>
#include <kaisho/alerting/alerting.hpp>
#include <kaisho/api/server.hpp>
#include <kaisho/consensus/cometbft.hpp>
#include <kaisho/consensus/solo.hpp>
#include <kaisho/governance/membership.hpp>
#include <kaisho/services/access_service.hpp>
#include <kaisho/services/account_service.hpp>
#include <kaisho/services/audit_service.hpp>
#include <kaisho/services/evidence_service.hpp>
#include <kaisho/services/governance_records.hpp>
#include <kaisho/services/governance_service.hpp>
#include <kaisho/services/ledger_service.hpp>
#include <kaisho/storage/chain_store.hpp>
#include <kaisho/storage/snapshot.hpp>

#include "kaisho/node/chain.hpp"
#include "kaisho/node/system.hpp"
#include "member_peering.hpp"
#include "store_error.hpp"

namespace kaisho::node {
namespace {

using Store = std::unique_ptr<storage::ChainStore>;

Result<Store> open_store(const NodeSetup& setup) {
  // CometBFT has a block on the disk before it tells it, and tells again what is missing here after a power cut.
  const auto flush = setup.cometbft ? storage::Flush::behind : storage::Flush::each_commit;
  const storage::StoreOptions options{.folder = setup.data, .flush = flush, .keep_versions = setup.keep_states};
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

std::vector<consensus::Validator> validators_of(const ledger::StateView& state) {
  std::vector<consensus::Validator> validators;
  for (const auto& member : governance::validators(state)) {
    consensus::Validator validator{.key = {}, .power = member.node.power * governance::kEnginePower};
    validator.key.bytes = member.node.validator_key.bytes;
    validators.push_back(validator);
  }
  return validators;
}

std::vector<std::string> node_ids_of(const ledger::StateView& state) {
  std::vector<std::string> ids;
  for (const auto& member : governance::validators(state)) ids.push_back(governance::to_text(member.node.node_id));
  return ids;
}

consensus::CometbftOptions options_of(const CometbftConfig& config, const std::string& version) {
  consensus::CometbftOptions options;
  options.version = version;
  options.batch_bytes = config.batch_bytes;
  options.batch_transactions = config.batch_transactions;
  options.batch_wait = config.batch_wait;
  options.batches_in_flight = config.batches_in_flight;
  options.keep_engine_blocks = config.keep_engine_blocks;
  options.recovery.threads = config.threads;
  return options;
}

}  // namespace

/// In the order in which they start; they end in the opposite one.
struct Node::Parts {
  Parts(const NodeSetup& setup, Store opened)
      : logger(make_logger(setup.log_level)),
        store(std::move(opened)),
        chain(store->genesis(), setup.limit_code_size),
        members(*store) {}

  [[nodiscard]] Result<void> start_engine(const NodeSetup& setup) {
    if (!setup.cometbft) {
      engine = std::make_unique<consensus::Solo>(consensus::Solo::Dependencies{*store, chain.rules(), clock},
                                                 consensus::SoloOptions{.interval = setup.block_time});
      return {};
    }
    const auto& config = *setup.cometbft;
    auto kept = storage::Snapshots::open({.folder = config.snapshots,
                                          .every = config.snapshot_every,
                                          .log = [this](std::string_view line) { logger->info(line); }},
                                         *store);
    if (!kept) return std::unexpected(explain(kept.error()));
    snapshots = std::move(*kept);
    auto opened = consensus::Cometbft::open({.store = *store,
                                             .rules = chain.rules(),
                                             .clock = clock,
                                             .validators = validators_of,
                                             .node_ids = node_ids_of,
                                             .snapshots = snapshots.get(),
                                             .rpc = consensus::make_engine_rpc(config.rpc),
                                             .status_rpc = consensus::make_engine_rpc(config.rpc),
                                             .log = [this](std::string_view line) { logger->error(line); }},
                                            options_of(config, setup.version));
    if (!opened) return std::unexpected(explain(opened.error()));
    cometbft = opened->get();
    engine = std::move(*opened);
    return {};
  }

  [[nodiscard]] Result<void> start_services(NodeSetup& setup) {
    auto started = start_peering(
        setup, *store, members, clock, random, [this](std::string_view line) { logger->info(line); },
        [this](std::string_view line) { logger->warn(line); },
        [this](const std::string& reason) {
          if (cometbft != nullptr) cometbft->halt(reason);
        });
    if (!started) return std::unexpected(started.error());
    peering = std::move(*started);
    peers.emplace(*peering);
    ledger.emplace(
        services::LedgerService::Dependencies{*store, *engine, chain.rules(), chain.governed() ? &refused : nullptr});
    sign_in.emplace(services::SignInService::Dependencies{*ledger, clock, random});
    records.emplace(services::GovernanceReader::Dependencies{*ledger, *store});
    if (!setup.access.empty()) {
      access.emplace(setup.access, clock, [this](std::string_view line) { logger->error(line); });
      passkeys.emplace(services::PasskeySignIn::Dependencies{*access, clock, random});
      if (auto begun = start_writes(setup); !begun) return begun;
    }
    evidence.emplace(services::EvidenceService::Dependencies{*store, peering->keeper()}, signers_of(setup));
    if (!setup.accounts.empty()) {
      accounts.emplace(services::AccountService::Dependencies{*ledger, *engine}, std::move(setup.accounts));
    }
    return {};
  }

  /// Where the chain is governed: from here on every block is audited.
  [[nodiscard]] Result<void> start_audit(const NodeSetup& setup) {
    if (!chain.governed()) return {};
    auto settings = setup.alerts;
    if (settings.folder.empty()) settings.folder = setup.data / "alerts";
    auto started = alerting::Alerting::start(
        settings, {.clock = clock, .log = [this](std::string_view line) { logger->warn(line); }});
    if (!started) {
      return std::unexpected(
          NodeError{"alerts_unusable", started.error(), "look at [alerts] in node.toml (docs/operate/alerts.md)"});
    }
    alerting = std::move(*started);
    if (auto kept = refused.keep_in(settings.folder / "refused"); !kept) {
      return std::unexpected(NodeError{"alerts_unusable", kept.error(), "look at the folder of [alerts] in node.toml"});
    }
    const auto state = store->latest();
    const ledger::ViewSlots slots(*state, governance::kGovernanceAddress);
    audit.emplace(services::AuditService::Dependencies{.store = *store,
                                                       .engine = *engine,
                                                       .rules = chain.rules(),
                                                       .alerting = *alerting,
                                                       .consortium = governance::consortium_name(slots),
                                                       .self = setup.cometbft ? setup.cometbft->member : "",
                                                       .log = [this](std::string_view line) { logger->info(line); },
                                                       .refused = &refused});
    return {};
  }

  [[nodiscard]] Result<void> start_writes(NodeSetup& setup) {
    auto started = services::GovernanceService::start({.ledger = *ledger,
                                                       .engine = *engine,
                                                       .records = *records,
                                                       .executor = chain.rules().executor,
                                                       .peers = &*peers,
                                                       .clock = clock,
                                                       .random = random,
                                                       .log = [this](std::string_view line) { logger->error(line); }},
                                                      setup.access, std::move(setup.operators));
    if (started) {
      writes = std::move(*started);
      return {};
    }
    return std::unexpected(
        NodeError{"access_unusable", started.error(), "the setting access in node.toml names the folder"});
  }

  /// Last but for JSON-RPC: from here on CometBFT drives the engine.
  [[nodiscard]] Result<void> listen_for_cometbft(const NodeSetup& setup) {
    if (cometbft == nullptr) return {};
    auto started = abci::Server::start({.listen = setup.cometbft->abci}, *cometbft,
                                       {.log = [this](std::string_view line) { logger->info(line); },
                                        .on_halt = [this](const std::string& reason) { cometbft->halt(reason); },
                                        .observe = {}});
    if (!started) {
      return std::unexpected(NodeError{"cannot_listen", started.error(),
                                       "choose another address in node.toml (abci in [cometbft]) and in CometBFT's "
                                       "config.toml (proxy_app)"});
    }
    abci_server = std::move(*started);
    return {};
  }

  [[nodiscard]] Result<void> listen(const api::Settings& settings, const std::string& version) {
    auto started = api::Server::start(settings, {.ledger = *ledger,
                                                 .accounts = accounts ? &*accounts : nullptr,
                                                 .evidence = &*evidence,
                                                 .peers = &*peers,
                                                 .audit = audit ? &*audit : nullptr,
                                                 .records = &*records,
                                                 .writes = writes.get(),
                                                 .sign_in = &*sign_in,
                                                 .passkeys = passkeys ? &*passkeys : nullptr,
                                                 .access = access ? &*access : nullptr,
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
  SystemRandom random;
  Store store;
  ChainRules chain;
  std::unique_ptr<storage::Snapshots> snapshots;
  services::RefusedBox refused;  ///< before the engine, whose threads fill it
  std::unique_ptr<consensus::Engine> engine;
  consensus::Cometbft* cometbft = nullptr;  ///< the engine, where it is this one
  MemberBook members;
  std::unique_ptr<peering::Peering> peering;
  std::optional<services::PeerService> peers;
  std::optional<services::LedgerService> ledger;
  std::optional<services::GovernanceReader> records;
  std::optional<services::SignInService> sign_in;
  std::optional<services::AccessService> access;
  std::optional<services::PasskeySignIn> passkeys;
  std::unique_ptr<services::GovernanceService> writes;
  std::optional<services::EvidenceService> evidence;
  std::optional<services::AccountService> accounts;
  std::unique_ptr<alerting::Alerting> alerting;
  std::optional<services::AuditService> audit;
  std::unique_ptr<abci::Server> abci_server;
  std::unique_ptr<api::Server> server;
};

Node::Node(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Node::~Node() = default;

Result<std::unique_ptr<Node>> Node::start(NodeSetup setup) {
  auto store = open_store(setup);
  if (!store) return std::unexpected(store.error());
  const auto settings = setup.api;
  const auto version = setup.version;
  auto parts = std::make_unique<Parts>(setup, std::move(*store));
  if (auto started = parts->start_engine(setup); !started) return std::unexpected(started.error());
  if (auto started = parts->start_services(setup); !started) return std::unexpected(started.error());
  if (auto started = parts->start_audit(setup); !started) return std::unexpected(started.error());
  if (auto listening = parts->listen_for_cometbft(setup); !listening) return std::unexpected(listening.error());
  if (auto listening = parts->listen(settings, version); !listening) return std::unexpected(listening.error());
  return std::unique_ptr<Node>(new Node(std::move(parts)));
}

const std::string& Node::address() const { return parts_->server->address(); }
const std::string& Node::tls_address() const { return parts_->server->tls_address(); }
Height Node::height() const { return parts_->store->height(); }
bool Node::governed() const { return parts_->chain.governed(); }
std::string Node::halted() const {
  const auto status = parts_->engine->status();
  return status.halted ? status.reason : std::string();
}

}  // namespace kaisho::node
