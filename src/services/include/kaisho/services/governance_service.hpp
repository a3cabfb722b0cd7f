#pragma once

#include <condition_variable>
#include <deque>
#include <thread>

#include <kaisho/base/clock.hpp>
#include <kaisho/governance/package.hpp>

#include "kaisho/services/access_service.hpp"
#include "kaisho/services/account_service.hpp"
#include "kaisho/services/governance_records.hpp"
#include "kaisho/services/operation.hpp"
#include "kaisho/services/peer_service.hpp"

/// Writes of the governance that this node makes for its organizations: checked, signed by the organization's operator,
/// sent once, and followed to their block.
namespace kaisho::services {

/// Thread-safe.
class GovernanceService {
 public:
  /// All outlive the service.
  struct Dependencies {
    LedgerService& ledger;
    consensus::Engine& engine;
    const GovernanceReader& records;
    const ledger::Executor& executor;  ///< in which packages are tested
    PeerService* peers = nullptr;      ///< where packages are; null: none can be tested here
    const Clock& clock;
    SecureRandom& random;
    std::function<void(std::string_view)> log;  ///< for the operator; from any thread
  };
  /// The keys with which this node acts, by account; whose operator an account is says the ledger. The error is a
  /// sentence: the folder of operations cannot be used. What an earlier run left open goes on.
  [[nodiscard]] static std::expected<std::unique_ptr<GovernanceService>, std::string> start(
      const Dependencies& dependencies, const std::filesystem::path& folder, std::vector<crypto::PrivateKey> operators);
  GovernanceService(const GovernanceService&) = delete;
  GovernanceService& operator=(const GovernanceService&) = delete;
  ~GovernanceService();

  struct Wanted {
    std::string owner, person, organization, kind, key;
    Hash request;
    /// Not 0: nothing is sent before another person of the organization with one of these roles agrees.
    std::uint32_t second_person_roles = 0;
  };
  /// A call of the governance contract. The ledger's own refusal is found before anything is sent (reverted), and then
  /// nothing is kept of the request. Errors: unknown_account (no key of the organization's operator), key_reused,
  /// in_flight, too_much, storage, and those of estimating.
  [[nodiscard]] Result<Operation> call(const Wanted& wanted, Bytes call);
  /// A transaction that its sender signed.
  [[nodiscard]] Result<Operation> send(const Wanted& wanted, Bytes wire);
  /// Runs a package's tests here, signs the result for the organization, and records it. Errors also: not_found.
  [[nodiscard]] Result<Operation> test(const Wanted& wanted, const Hash& package);

  /// The second person's word. Errors: not_found, four_eyes, not_awaiting, unknown_account, storage, and those of
  /// estimating; the operation still waits then.
  [[nodiscard]] Result<Operation> agree(const std::string& id, const Operator& who);
  [[nodiscard]] Result<Operation> reject(const std::string& id, const std::string& person);

  [[nodiscard]] std::optional<Operation> find(const std::string& id) const { return book_->find(id); }
  /// As OperationBook::listen. The subscription ends before the service.
  [[nodiscard]] consensus::Subscription listen(std::string id, OperationBook::Listener listener) {
    return book_->listen(std::move(id), std::move(listener));
  }
  [[nodiscard]] std::vector<Operation> list(const std::string& owner, const std::string& organization,
                                            std::size_t limit) const {
    return book_->of_owner(owner, organization, limit);
  }

  /// The operator's account of a member for which this node holds the key. Errors: unknown_account.
  [[nodiscard]] Result<Address> operator_of(const std::string& organization) const;
  /// 65 bytes over a digest, by the organization's operator. Errors: unknown_account.
  [[nodiscard]] Result<Bytes> sign(const std::string& organization, const Hash& digest) const;
  /// A package that is here. Errors: not_found, storage.
  [[nodiscard]] Result<governance::Package> package(const Hash& hash) const;

 private:
  /// What happened to a transaction, for the thread that follows them.
  struct Event {
    std::string operation;
    Hash transaction;
    Result<Sent> result;
  };
  /// The engine answers when it likes, also after this service: it knocks here, and nobody opens then.
  struct Door {
    std::mutex mutex;
    GovernanceService* service = nullptr;
  };
  /// A transaction whose end is not known yet.
  struct Watched {
    std::string operation;
    Address sender;
    std::uint64_t nonce = 0;
    unsigned skips = 0;  ///< how often it was handed in again after the members had decided on it and left it out
  };
  GovernanceService(const Dependencies& dependencies, std::unique_ptr<OperationBook> book,
                    std::vector<crypto::PrivateKey> operators);

  using Reserved = std::variant<Operation, OperationBook::Reservation>;
  [[nodiscard]] Operation fresh(const Wanted& wanted) const;
  [[nodiscard]] CallRequest request_of(const Address& from, const Bytes& call) const;
  [[nodiscard]] Result<void> sign_and_send(Operation& operation);
  [[nodiscard]] Result<void> keep(Operation& operation, std::string sentence);
  void submit(const Operation& operation);
  void go_on_with(const Operation& operation);
  void post(Event event);

  void follow(const std::stop_token& ended);
  void on_event(Event event);
  [[nodiscard]] bool watch(const Operation& operation);
  void look_for_blocks();
  void look_at(const Hash& transaction, const Error* refusal);
  void sign_again(const Hash& transaction, Operation operation);
  void finish(Operation operation, const MinedTransaction& mined, const Bytes& output);
  void give_up(Operation operation, std::string sentence, std::string name = {});
  void run_tests(const std::stop_token& ended);
  [[nodiscard]] Result<void> test_and_attest(Operation& operation, const std::stop_token& ended);

  const Dependencies needs_;
  const std::unique_ptr<OperationBook> book_;
  AccountService accounts_;
  std::mutex sending_;  ///< held from choosing a nonce until the pool counts it

  std::mutex mutex_;  ///< over what follows
  std::condition_variable_any changed_;
  std::deque<Event> events_;
  bool head_moved_ = false;
  std::deque<std::string> to_test_;
  std::map<Hash, Watched> watched_;  ///< by transaction; of the following thread only
  bool try_again_ = false;           ///< of the following thread: something was in the way that passes by itself

  const std::shared_ptr<Door> door_ = std::make_shared<Door>();
  consensus::Subscription heads_;
  std::jthread tester_;
  std::jthread follower_;
};

}  // namespace kaisho::services
