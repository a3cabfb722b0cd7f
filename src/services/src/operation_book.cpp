#include <algorithm>

#include "durable_file.hpp"
#include "errors.hpp"
#include "kaisho/services/operation.hpp"
#include "operation_json.hpp"

namespace kaisho::services {
namespace {

constexpr std::size_t kMaxJournal = std::size_t{1} << 30;
constexpr std::size_t kCompactAfter = 64 << 20;  ///< bytes added since the journal was last made short

std::string name_of_key(const std::string& owner, const std::string& key) { return owner + "\n" + key; }

}  // namespace

struct OperationBook::File {
  Descriptor descriptor;
  Descriptor lock;  ///< of the folder: one node at a time
  std::size_t added = 0;
};

std::string_view name_of(Operation::Status status) {
  switch (status) {
    case Operation::Status::awaiting:
      return "awaiting";
    case Operation::Status::running:
      return "running";
    case Operation::Status::done:
      return "done";
    case Operation::Status::failed:
      return "failed";
  }
  return "failed";
}

OperationBook::OperationBook(std::filesystem::path folder) : folder_(std::move(folder)), file_(new File) {}
OperationBook::~OperationBook() = default;

OperationBook::Reservation::~Reservation() {
  if (book_ == nullptr) return;
  const std::scoped_lock lock(book_->mutex_);
  book_->reserved_.erase(name_);
}

std::expected<std::unique_ptr<OperationBook>, std::string> OperationBook::open(const std::filesystem::path& folder,
                                                                               Timestamp now) {
  if (auto made = make_private_folder(folder); !made) return std::unexpected(made.error());
  std::unique_ptr<OperationBook> book(new OperationBook(folder));
  auto lock = lock_file(folder / "operations.lock");
  if (!lock) return std::unexpected(lock.error());
  book->file_->lock = std::move(*lock);
  if (auto loaded = book->load(now); !loaded) return std::unexpected(loaded.error());
  return book;
}

/// A crash can leave half of the last line: nobody heard of what it says. Anything else that is no line is damage.
std::expected<void, std::string> OperationBook::load(Timestamp now) {
  const auto path = folder_ / "operations.journal";
  const auto text = read_whole(path, kMaxJournal);
  if (!text) return std::unexpected(text.error());
  std::string_view rest = *text ? std::string_view(**text) : std::string_view();
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;
    auto operation = operation_of(rest.substr(0, end));
    if (!operation) return std::unexpected(path.string() + " is damaged: move it away, and look at what it says");
    operations_[operation->id] = std::move(*operation);
    rest.remove_prefix(end + 1);
  }
  std::erase_if(operations_,
                [&](const auto& entry) { return entry.second.ended() && entry.second.updated + kKeep < now; });
  for (const auto& [id, operation] : operations_) keys_[name_of_key(operation.owner, operation.key)] = id;
  return compact();
}

std::expected<void, std::string> OperationBook::compact() {
  std::string text;
  for (const auto& [id, operation] : operations_) text += to_line(operation) + "\n";
  const auto path = folder_ / "operations.journal";
  if (auto written = replace_durably(path, text); !written) return written;
  auto descriptor = open_to_append(path);
  if (!descriptor) return std::unexpected(descriptor.error());
  file_->descriptor = std::move(*descriptor);
  file_->added = 0;
  return {};
}

Result<std::variant<Operation, OperationBook::Reservation>> OperationBook::reserve(const std::string& owner,
                                                                                   const std::string& key,
                                                                                   const Hash& request) {
  const auto name = name_of_key(owner, key);
  const std::scoped_lock lock(mutex_);
  if (const auto known = keys_.find(name); known != keys_.end()) {
    const auto& operation = operations_.at(known->second);
    if (operation.request == request) return operation;
    return fail(ErrorCode::key_reused, "This Idempotency-Key stands for another request: use a fresh one.");
  }
  if (!reserved_.insert(name).second) {
    return fail(ErrorCode::in_flight,
                "The first request with this Idempotency-Key is still being taken: try again soon.");
  }
  return std::variant<Operation, Reservation>(std::in_place_type<Reservation>, *this, name);
}

Result<void> OperationBook::put(const Operation& operation) {
  auto written = write(operation);
  if (written) tell(operation);
  return written;
}

/// Not under the lock of the journal, so that who asks for an operation never waits for who listens to one.
void OperationBook::tell(const Operation& operation) {
  const std::scoped_lock lock(listening_);
  std::shared_ptr<const Operation> state;
  for (const auto& [number, listener] : listeners_) {
    if (listener.first != operation.id) continue;
    if (!state) state = std::make_shared<const Operation>(operation);
    listener.second(state);
  }
}

consensus::Subscription OperationBook::listen(std::string id, Listener listener) {
  const std::scoped_lock lock(listening_);
  const auto number = next_listener_++;
  listeners_.emplace(number, std::pair{std::move(id), std::move(listener)});
  return consensus::Subscription([this, number] {
    const std::scoped_lock ending(listening_);
    listeners_.erase(number);
  });
}

Result<void> OperationBook::write(const Operation& operation) {
  const std::scoped_lock lock(mutex_);
  if (operation.status == Operation::Status::awaiting && !operations_.contains(operation.id)) {
    const auto awaiting = std::ranges::count_if(operations_, [&](const auto& entry) {
      return entry.second.status == Operation::Status::awaiting && entry.second.owner == operation.owner;
    });
    if (static_cast<std::size_t>(awaiting) >= kMostAwaiting) {
      return fail(ErrorCode::too_much,
                  "Too many requests of yours wait for a second person's word: have them decided.");
    }
  }
  const auto line = to_line(operation) + "\n";
  if (file_->added > kCompactAfter) {
    if (auto done = compact(); !done) return fail(ErrorCode::storage, done.error());
  }
  if (auto written = append_durably(file_->descriptor, line); !written) {
    // Half a line must not stand before the next one.
    if (auto done = compact(); !done) return fail(ErrorCode::storage, done.error());
    return fail(ErrorCode::storage, written.error());
  }
  file_->added += line.size();
  keys_[name_of_key(operation.owner, operation.key)] = operation.id;
  operations_[operation.id] = operation;
  return {};
}

std::optional<Operation> OperationBook::find(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = operations_.find(id);
  return found != operations_.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<Operation> OperationBook::open_ones() const {
  const std::scoped_lock lock(mutex_);
  std::vector<Operation> list;
  for (const auto& [id, operation] : operations_) {
    if (!operation.ended()) list.push_back(operation);
  }
  std::ranges::sort(list, {}, &Operation::created);
  return list;
}

std::vector<Operation> OperationBook::of_owner(const std::string& owner, const std::string& organization,
                                               std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Operation> list;
  for (const auto& [id, operation] : operations_) {
    if (operation.owner == owner || (!organization.empty() && operation.organization == organization)) {
      list.push_back(operation);
    }
  }
  std::ranges::sort(list, [](const Operation& a, const Operation& b) {
    return std::tie(b.created, b.id) < std::tie(a.created, a.id);
  });
  if (list.size() > limit) list.resize(limit);
  return list;
}

}  // namespace kaisho::services
