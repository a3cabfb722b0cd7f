#include "member_peering.hpp"

#include <charconv>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/membership.hpp>

namespace kaisho::node {
namespace {

constexpr std::string_view kRegistered = "ProgramRegistered(bytes32,string,string,string,string,string,bytes)";

peering::Member member_of(const governance::Validator& validator) {
  const auto& node = validator.node;
  return {validator.name, node.service_url, peering::KeyPin{node.service_pin}, node.checkpoint_key};
}

/// The history in the store. A size that cannot be read is nothing: what asks says so.
peering::History history_of(const storage::ChainStore& store) {
  return {evidence::checkpoint_origin(store.genesis().chain_id, store.genesis_hash()),
          [&store] { return store.height() + 1; },
          [&store](std::uint64_t size) -> std::optional<Hash> {
            const auto root = store.history_root(size);
            return root ? std::optional(*root) : std::nullopt;
          }};
}

/// The one key of the one member whose process this is.
std::optional<peering::CheckpointKeeper::Signer> signer_of(NodeSetup& setup) {
  if (!setup.cometbft || setup.checkpoint_keys.empty()) return std::nullopt;
  auto [name, key] = std::move(setup.checkpoint_keys.front());
  setup.checkpoint_keys.clear();
  return peering::CheckpointKeeper::Signer{std::move(name), std::move(key)};
}

std::optional<peering::PrivateSetup> private_records_of(NodeSetup& setup, const storage::ChainStore& store,
                                                        SecureRandom& random) {
  if (!setup.cometbft || !setup.private_key) return std::nullopt;
  auto commitments = [&store](const peering::PrivateSubject& subject) {
    const auto state = store.latest();
    return commitment_on(ledger::ViewSlots(*state, governance::kGovernanceAddress), subject);
  };
  return peering::PrivateSetup{*std::exchange(setup.private_key, std::nullopt), std::move(commitments), random};
}

void add_name(peering::MemberNames& names, const governance::Slots& slots, governance::OrganizationNumber number) {
  if (const auto member = governance::find_member(slots, number)) names.insert(member->name);
}

}  // namespace

std::optional<peering::Commitment> commitment_on(const governance::Slots& slots,
                                                 const peering::PrivateSubject& subject) {
  peering::Commitment found;
  auto user_id = subject.id;
  if (subject.kind == peering::PrivateSubject::Kind::application) {
    governance::ApplicationNumber number = 0;
    std::from_chars(subject.id.data(), subject.id.data() + subject.id.size(), number);
    const auto application = governance::find_application(slots, number);
    if (!application) return std::nullopt;
    found.root = governance::private_root(slots, number);
    add_name(found.responsible, slots, application->vorg);
    user_id = application->user_id;
  }
  const auto user = governance::find_user(slots, user_id);
  if (user && subject.kind == peering::PrivateSubject::Kind::user) found.root = user->profile_hash;
  if (user) add_name(found.responsible, slots, user->vorg);
  if (found.root.is_zero()) return std::nullopt;
  return found;
}

std::vector<peering::Member> MemberBook::members() {
  const std::scoped_lock lock(mutex_);
  const auto height = store_.height();
  if (read_at_ == height) return members_;
  const auto state = store_.latest();
  const auto version = governance::membership_version(*state);
  if (!read_at_ || version != version_) {
    members_.clear();
    for (const auto& validator : governance::validators(*state)) members_.push_back(member_of(validator));
    version_ = version;
  }
  read_at_ = height;
  return members_;
}

std::vector<Hash> registered_packages(const storage::ChainStore& store, Height height) {
  static const auto kTopic = word_of(crypto::keccak256(kRegistered));
  const auto header = store.header(height);
  if (!header || !*header || !ledger::may_contain((*header)->bloom, kTopic.view())) return {};
  const auto block = store.block(height);
  if (!block || !*block) return {};
  std::vector<Hash> packages;
  for (const auto& receipt : (*block)->block.receipts) {
    for (const auto& log : receipt.logs) {
      const bool is_ours = log.address == governance::kGovernanceAddress && log.topics.size() > 1;
      if (is_ours && log.topics[0] == kTopic) packages.push_back(hash_of(log.topics[1]));
    }
  }
  return packages;
}

Result<std::unique_ptr<peering::Peering>> start_peering(NodeSetup& setup, const storage::ChainStore& store,
                                                        MemberBook& book, const Clock& clock, SecureRandom& random,
                                                        std::function<void(std::string_view)> info,
                                                        std::function<void(std::string_view)> warn,
                                                        std::function<void(const std::string&)> outvoted) {
  std::optional<peering::ServiceSetup> service;
  if (setup.peers) service = {setup.peers->listen, {setup.peers->certificate, setup.peers->key}};
  auto started =
      peering::Peering::start({.folder = setup.peering.empty() ? setup.data / "peering" : setup.peering,
                               .self = setup.cometbft ? setup.cometbft->member : "",
                               .history = history_of(store),
                               .signer = signer_of(setup),
                               .members = [&book] { return book.members(); },
                               .service = std::move(service),
                               .private_records = private_records_of(setup, store, random),
                               .height = [&store] { return store.height(); },
                               .registered_in = [&store](Height height) { return registered_packages(store, height); },
                               .info = std::move(info),
                               .warn = std::move(warn),
                               .outvoted = std::move(outvoted)},
                              clock);
  if (started) return std::move(*started);
  return std::unexpected(
      NodeError{"peering_unusable", started.error(), "look at [peers] in node.toml (docs/operate/certificates.md)"});
}

}  // namespace kaisho::node
