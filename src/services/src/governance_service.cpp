#include "kaisho/services/governance_service.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/peering/package_archive.hpp>

#include "errors.hpp"
#include "sending.hpp"

// Taking writes: everything until a transaction is handed in.
namespace kaisho::services {
namespace {

constexpr std::size_t kPiece = 1 << 20;

std::string fresh_id(SecureRandom& random) {
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  return to_hex_plain(bytes);
}

}  // namespace

GovernanceService::GovernanceService(const Dependencies& dependencies, std::unique_ptr<OperationBook> book,
                                     std::vector<crypto::PrivateKey> operators)
    : needs_(dependencies),
      book_(std::move(book)),
      accounts_({dependencies.ledger, dependencies.engine}, std::move(operators)) {}

std::expected<std::unique_ptr<GovernanceService>, std::string> GovernanceService::start(
    const Dependencies& dependencies, const std::filesystem::path& folder, std::vector<crypto::PrivateKey> operators) {
  auto book = OperationBook::open(folder, dependencies.clock.now_ms() / 1'000);
  if (!book) return std::unexpected(book.error());
  std::unique_ptr<GovernanceService> service(
      new GovernanceService(dependencies, *std::move(book), std::move(operators)));
  auto& self = *service;
  self.door_->service = &self;
  for (const auto& operation : self.book_->open_ones()) self.go_on_with(operation);
  self.heads_ = self.needs_.engine.subscribe([&self](const storage::BlockPtr&) {
    const std::scoped_lock lock(self.mutex_);
    self.head_moved_ = true;
    self.changed_.notify_all();
  });
  self.tester_ = std::jthread([&self](const std::stop_token& ended) { self.run_tests(ended); });
  self.follower_ = std::jthread([&self](const std::stop_token& ended) { self.follow(ended); });
  return service;
}

GovernanceService::~GovernanceService() {
  heads_.reset();
  {
    const std::scoped_lock lock(door_->mutex);
    door_->service = nullptr;
  }
  tester_ = {};
  follower_ = {};
}

Result<Address> GovernanceService::operator_of(const std::string& organization) const {
  const auto records = needs_.records.records();
  if (!records) return std::unexpected(records.error());
  const auto member = governance::find_member((*records)->slots(), organization);
  if (member && member->active && accounts_.holds(member->operator_account)) return member->operator_account;
  return fail(ErrorCode::unknown_account,
              "This node holds no key of " + organization + "'s operator: operator_keys in node.toml names them.");
}

Result<Bytes> GovernanceService::sign(const std::string& organization, const Hash& digest) const {
  const auto account = operator_of(organization);
  if (!account) return std::unexpected(account.error());
  return accounts_.sign_digest(*account, digest);
}

Result<governance::Package> GovernanceService::package(const Hash& hash) const {
  if (needs_.peers == nullptr) return fail(ErrorCode::not_found, "This node keeps no packages.");
  Bytes archive;
  std::uint64_t total = 1;
  while (archive.size() < total) {
    auto piece = needs_.peers->read_package(hash, archive.size(), kPiece);
    if (!piece) return std::unexpected(piece.error());
    if (piece->bytes.empty() || piece->total > peering::kMaxArchive) {
      return fail(ErrorCode::storage, "The package's file is damaged.");
    }
    total = piece->total;
    append(archive, piece->bytes);
  }
  auto package = peering::from_archive(archive, hash);
  if (!package) return fail(ErrorCode::storage, "The package's file is damaged: " + package.error());
  return *std::move(package);
}

Operation GovernanceService::fresh(const Wanted& wanted) const {
  const auto now = needs_.clock.now_ms() / 1'000;
  return {.id = fresh_id(needs_.random),
          .owner = wanted.owner,
          .organization = wanted.organization,
          .person = wanted.person,
          .kind = wanted.kind,
          .key = wanted.key,
          .request = wanted.request,
          .roles = wanted.second_person_roles,
          .package = {},
          .created = now,
          .updated = now};
}

CallRequest GovernanceService::request_of(const Address& from, const Bytes& call) const {
  return {.from = from, .to = governance::kGovernanceAddress, .data = call};
}

Result<void> GovernanceService::keep(Operation& operation, std::string sentence) {
  operation.updated = needs_.clock.now_ms() / 1'000;
  operation.progress.emplace_back(operation.updated, std::move(sentence));
  return book_->put(operation);
}

/// On the disk before it is sent: after a crash the very same transaction is sent again, never a second one.
Result<void> GovernanceService::sign_and_send(Operation& operation) {
  const auto from = operator_of(operation.organization);
  if (!from) return std::unexpected(from.error());
  const std::scoped_lock lock(sending_);
  auto wire = accounts_.sign_transaction(request_of(*from, operation.call));
  if (!wire) return std::unexpected(wire.error());
  operation.wire = *std::move(wire);
  operation.status = Operation::Status::running;
  operation.result["transactionHash"] = to_hex(ledger::transaction_hash(operation.wire));
  if (auto kept = keep(operation, "signed by the operator of " + operation.organization + " and sent"); !kept) {
    return kept;
  }
  submit(operation);
  return {};
}

void GovernanceService::submit(const Operation& operation) {
  const auto answer = [door = door_, id = operation.id,
                       hash = ledger::transaction_hash(operation.wire)](Result<Sent> result) {
    const std::scoped_lock lock(door->mutex);
    if (door->service != nullptr) door->service->post({id, hash, std::move(result)});
  };
  auto recovered = ledger::recover_transaction(operation.wire);
  if (!recovered) return answer(fail(ErrorCode::refused, "no transaction"));
  needs_.engine.submit_signed(std::move(*recovered),
                              [answer](auto results) { answer(std::move(sent_of(std::move(results)).front())); });
}

void GovernanceService::post(Event event) {
  const std::scoped_lock lock(mutex_);
  events_.push_back(std::move(event));
  changed_.notify_all();
}

Result<Operation> GovernanceService::call(const Wanted& wanted, Bytes call) {
  auto reserved = book_->reserve(wanted.owner, wanted.key, wanted.request);
  if (!reserved) return std::unexpected(reserved.error());
  if (const auto* known = std::get_if<Operation>(&*reserved)) return *known;
  auto operation = fresh(wanted);
  operation.call = std::move(call);
  if (wanted.second_person_roles == 0) {
    if (auto sent = sign_and_send(operation); !sent) return std::unexpected(sent.error());
    return operation;
  }
  const auto from = operator_of(wanted.organization);
  if (!from) return std::unexpected(from.error());
  const auto gas = needs_.ledger.estimate_gas(request_of(*from, operation.call), Tag::pending);
  if (!gas) return std::unexpected(gas.error());
  operation.status = Operation::Status::awaiting;
  if (auto kept = keep(operation, "waits for a second person of " + wanted.organization); !kept) {
    return std::unexpected(kept.error());
  }
  return operation;
}

Result<Operation> GovernanceService::send(const Wanted& wanted, Bytes wire) {
  auto reserved = book_->reserve(wanted.owner, wanted.key, wanted.request);
  if (!reserved) return std::unexpected(reserved.error());
  if (const auto* known = std::get_if<Operation>(&*reserved)) return *known;
  const auto recovered = ledger::recover_transaction(wire);
  if (!recovered) return fail(ErrorCode::invalid_request, "These bytes are no signed transaction of Ethereum's types.");
  const auto& transaction = recovered->transaction;
  if (transaction.to != governance::kGovernanceAddress) {
    return fail(ErrorCode::invalid_request,
                "Only transactions to the governance contract are taken here: use JSON-RPC.");
  }
  if (const auto gas = needs_.ledger.estimate_gas(request_of(recovered->sender, transaction.data), Tag::pending);
      !gas) {
    return std::unexpected(gas.error());
  }
  auto operation = fresh(wanted);
  operation.organization.clear();
  operation.wire = std::move(wire);
  operation.result["transactionHash"] = to_hex(recovered->hash);
  if (auto kept = keep(operation, "sent as it was signed"); !kept) return std::unexpected(kept.error());
  submit(operation);
  return operation;
}

Result<Operation> GovernanceService::test(const Wanted& wanted, const Hash& package) {
  auto reserved = book_->reserve(wanted.owner, wanted.key, wanted.request);
  if (!reserved) return std::unexpected(reserved.error());
  if (const auto* known = std::get_if<Operation>(&*reserved)) return *known;
  if (const auto from = operator_of(wanted.organization); !from) return std::unexpected(from.error());
  if (const auto here = this->package(package); !here) return std::unexpected(here.error());
  auto operation = fresh(wanted);
  operation.package = package;
  if (auto kept = keep(operation, "waits for its tests"); !kept) return std::unexpected(kept.error());
  const std::scoped_lock lock(mutex_);
  to_test_.push_back(operation.id);
  changed_.notify_all();
  return operation;
}

Result<Operation> GovernanceService::agree(const std::string& id, const Operator& who) {
  auto operation = book_->find(id);
  if (!operation || operation->organization != who.organization) {
    return fail(ErrorCode::not_found, "There is no operation " + id + " of " + who.organization + ".");
  }
  if (operation->person == who.id) {
    return fail(ErrorCode::four_eyes, "Who asked cannot agree: a second person of " + who.organization + " has to.");
  }
  auto reserved = book_->reserve(operation->owner, "agreement of " + id, {});  // one at a time
  if (!reserved) return std::unexpected(reserved.error());
  operation = book_->find(id);
  if (operation->status != Operation::Status::awaiting || (operation->roles & who.roles) == 0) {
    return fail(ErrorCode::not_awaiting, "The operation waits for no word of yours.");
  }
  operation->progress.emplace_back(needs_.clock.now_ms() / 1'000, who.name + " (" + who.id + ") agreed");
  if (auto sent = sign_and_send(*operation); !sent) return std::unexpected(sent.error());
  return *operation;
}

Result<Operation> GovernanceService::reject(const std::string& id, const std::string& person) {
  auto operation = book_->find(id);
  if (!operation) return fail(ErrorCode::not_found, "There is no operation " + id + ".");
  auto reserved = book_->reserve(operation->owner, "agreement of " + id, {});
  if (!reserved) return std::unexpected(reserved.error());
  operation = book_->find(id);
  if (operation->status != Operation::Status::awaiting) {
    return fail(ErrorCode::not_awaiting, "The operation waits for nobody's word.");
  }
  operation->status = Operation::Status::failed;
  operation->failure = "rejected by " + person;
  if (auto kept = keep(*operation, operation->failure); !kept) return std::unexpected(kept.error());
  return *operation;
}

}  // namespace kaisho::services
