#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <variant>

#include <kaisho/consensus/engine.hpp>

#include "kaisho/services/types.hpp"

/// Writes that somebody asked this node for: what became of them, and which idempotency key stands for which.
namespace kaisho::services {

struct Operation {
  /// Stable; the names stand in the journal.
  enum class Status : std::uint8_t {
    awaiting,  ///< for a second person's word
    running,   ///< being tested, or its transaction waits for a block
    done,
    failed,  ///< nothing changed on the ledger but, where a transaction is named, the sender's nonce
  };
  /// What was wanted; set once.
  std::string id;            ///< 32 hexadecimal digits
  std::string owner;         ///< whose idempotency keys these are: "organization:bank", "account:0x…"
  std::string organization;  ///< whose operator's key signs; empty where the transaction came signed
  std::string person;        ///< who asked
  std::string kind;          ///< name of the endpoint
  std::string key;
  Hash request;             ///< what the key stands for
  std::uint32_t roles = 0;  ///< of whom the second person must have one; 0: there is no second person
  Hash package{};           ///< whose tests are to be run; zero: none
  Timestamp created = 0;    ///< s since 1970, as all times here

  /// What became of it.
  Status status = Status::running;
  Timestamp updated = 0;
  std::vector<std::pair<Timestamp, std::string>> progress{};  ///< sentences
  Bytes call{};                                               ///< of the governance contract
  Bytes wire{};                                               ///< the signed transaction, once there is one
  std::map<std::string, std::string> result{};                ///< "transactionHash", "blockNumber", "application", …
  std::string failure{};                                      ///< a sentence, of failed
  std::string failure_name{};                                 ///< the contract's error, "PolicyWeakened"

  [[nodiscard]] bool ended() const { return status == Status::done || status == Status::failed; }
};
[[nodiscard]] std::string_view name_of(Operation::Status status);

/// Operations on disk: `operations.journal` in a folder, one line for each state of one operation, on the disk before
/// anybody hears of it. Thread-safe.
class OperationBook {
 public:
  static constexpr Timestamp kKeep = 7 * 86'400;     ///< s for which an ended operation and its key are remembered
  static constexpr std::size_t kMostAwaiting = 100;  ///< operations of one owner that wait for a second person

  /// The error is a sentence: the folder cannot be written, or its journal is damaged.
  [[nodiscard]] static std::expected<std::unique_ptr<OperationBook>, std::string> open(
      const std::filesystem::path& folder, Timestamp now);
  OperationBook(const OperationBook&) = delete;
  OperationBook& operator=(const OperationBook&) = delete;
  ~OperationBook();

  /// Holds a key while its request is being taken; gives it back where nothing came of it.
  class Reservation {
   public:
    Reservation(OperationBook& book, std::string name) : book_(&book), name_(std::move(name)) {}
    Reservation(Reservation&& other) noexcept
        : book_(std::exchange(other.book_, nullptr)), name_(std::move(other.name_)) {}
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();

   private:
    OperationBook* book_;
    std::string name_;
  };
  /// The operation that this key stands for, or the key for a new one. Errors: key_reused, in_flight.
  [[nodiscard]] Result<std::variant<Operation, Reservation>> reserve(const std::string& owner, const std::string& key,
                                                                     const Hash& request);
  /// Errors: storage; then nothing changed. too_much where its owner has too many that await.
  [[nodiscard]] Result<void> put(const Operation& operation);

  /// Told of each state of one operation once it is on the disk, on the thread that put it: must be quick. Two threads
  /// that put at once may tell in either order. No call runs after the subscription has gone.
  using Listener = std::function<void(const std::shared_ptr<const Operation>&)>;
  [[nodiscard]] consensus::Subscription listen(std::string id, Listener listener);

  [[nodiscard]] std::optional<Operation> find(const std::string& id) const;
  /// Not ended, oldest first.
  [[nodiscard]] std::vector<Operation> open_ones() const;
  /// Of one organization or account, newest first, at most `limit`, made before `before` (0: from the newest).
  [[nodiscard]] std::vector<Operation> of_owner(const std::string& owner, const std::string& organization,
                                                std::size_t limit) const;

 private:
  struct File;
  OperationBook(std::filesystem::path folder);
  [[nodiscard]] std::expected<void, std::string> load(Timestamp now);
  [[nodiscard]] std::expected<void, std::string> compact();
  [[nodiscard]] Result<void> write(const Operation& operation);
  void tell(const Operation& operation);

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::unique_ptr<File> file_;
  std::map<std::string, Operation> operations_;  ///< by id
  std::map<std::string, std::string> keys_;      ///< owner and key -> id
  std::set<std::string> reserved_;               ///< owner and key

  std::mutex listening_;  ///< over what follows, and held while listeners run
  std::map<std::uint64_t, std::pair<std::string, Listener>> listeners_;
  std::uint64_t next_listener_ = 0;
};

}  // namespace kaisho::services
