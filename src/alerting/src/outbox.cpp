#include "kaisho/alerting/outbox.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <set>
#include <tuple>

namespace kaisho::alerting {
namespace {

// Keys (docs/formats/alerts.md): a<number> alert, d<number><target> delivery, i<id> number, k<number><person> time of
// an acknowledgement, n<note>. Numbers are 8 bytes, big-endian, so that they lie in their order.

std::string number_key(char kind, std::uint64_t number) {
  std::string key(1, kind);
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(number >> shift & 0xff));
  return key;
}
std::string delivery_key(const Delivery& delivery) { return number_key('d', delivery.alert) + delivery.target; }

/// RocksDB's own log goes nowhere: its errors come back as statuses, and a line that does not fit on a full disk fails
/// an assertion in Debian's build.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

rocksdb::Options options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.write_buffer_size = 4 << 20;
  options.max_open_files = 64;
  options.max_background_jobs = 1;
  options.keep_log_file_num = 1;
  options.info_log = std::make_shared<SilentLogger>();
  // A record that was being written when the machine stopped may be torn; nobody was told of it.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  return options;
}

/// Due first, then older alerts first.
struct ByDue {
  bool operator()(const Delivery& a, const Delivery& b) const {
    return std::tie(a.next_ms, a.alert, a.target) < std::tie(b.next_ms, b.alert, b.target);
  }
};

bool is_of_a_kind(const std::string& target, const std::vector<std::string>& kinds) {
  return std::ranges::any_of(kinds, [&](const auto& kind) { return is_of_kind(target, kind); });
}

}  // namespace

class Outbox::Impl {
 public:
  explicit Impl(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  std::expected<void, std::string> load() {
    visit("d", [this](std::string_view, std::string_view value) {
      if (auto delivery = delivery_from_json(value); delivery && delivery->delivered_ms == 0) add_waiting(*delivery);
      return true;
    });
    const std::unique_ptr<rocksdb::Iterator> last(db_->NewIterator({}));
    last->SeekForPrev("b");
    if (last->Valid() && last->key().starts_with("a")) last_ = number_in(last->key());
    if (!last->status().ok()) return std::unexpected(last->status().ToString());
    return drop_old();
  }

  std::expected<void, std::string> commit(const Change& change) {
    const std::scoped_lock lock(mutex_);
    rocksdb::WriteBatch batch;
    std::vector<Delivery> fresh;
    std::uint64_t number = last_;
    std::set<std::string> seen;
    for (const auto& [alert, targets] : change.alerts) {
      if (!seen.insert(alert.id).second || get("i" + alert.id)) continue;
      Alert numbered = alert;
      numbered.number = ++number;
      batch.Put(number_key('a', number), to_json(numbered));
      batch.Put("i" + alert.id, number_key('a', number).substr(1));
      for (const auto& target : targets) {
        fresh.push_back({.alert = number, .target = target, .error = {}});
        batch.Put(delivery_key(fresh.back()), to_json(fresh.back()));
      }
    }
    for (const auto& [key, value] : change.notes) value.empty() ? batch.Delete("n" + key) : batch.Put("n" + key, value);
    if (auto written = write(batch, change.durable); !written) return written;
    last_ = number;
    for (auto& delivery : fresh) add_waiting(delivery);
    return {};
  }

  std::expected<void, std::string> update(const Delivery& delivery) {
    const std::scoped_lock lock(mutex_);
    rocksdb::WriteBatch batch;
    batch.Put(delivery_key(delivery), to_json(delivery));
    if (auto written = write(batch, delivery.delivered_ms != 0); !written) return written;
    if (const auto old = waiting_.find({delivery.alert, delivery.target}); old != waiting_.end()) {
      by_due_.erase(old->second);
      waiting_.erase(old);
    }
    if (delivery.delivered_ms == 0) add_waiting(delivery);
    return {};
  }

  std::expected<void, std::string> acknowledge(std::uint64_t alert, const Acknowledgement& word) {
    const std::scoped_lock lock(mutex_);
    const auto key = number_key('k', alert) + word.by;
    if (!get(number_key('a', alert)) || get(key)) return {};
    rocksdb::WriteBatch batch;
    batch.Put(key, std::to_string(word.time));
    return write(batch, true);
  }

  [[nodiscard]] std::optional<Delivery> next(const std::vector<std::string>& kinds) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& delivery : by_due_) {
      if (is_of_a_kind(delivery.target, kinds)) return delivery;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<Delivery> waiting() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Delivery> all;
    for (const auto& [key, delivery] : waiting_) all.push_back(delivery);
    return all;
  }

  [[nodiscard]] std::uint64_t last_number() const {
    const std::scoped_lock lock(mutex_);
    return last_;
  }

  [[nodiscard]] std::optional<std::string> get(const std::string& key) const {
    std::string value;
    if (!db_->Get({}, key, &value).ok()) return std::nullopt;
    return value;
  }

  /// Entries whose keys begin with `prefix`, from `from` on.
  void visit(const std::string& prefix, const std::function<bool(std::string_view, std::string_view)>& visitor,
             const std::string& from = {}) const {
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator({}));
    for (at->Seek(from.empty() ? prefix : from); at->Valid() && at->key().starts_with(prefix); at->Next()) {
      if (!visitor(at->key().ToStringView(), at->value().ToStringView())) return;
    }
  }

 private:
  static std::uint64_t number_in(const rocksdb::Slice& key) {
    std::uint64_t number = 0;
    for (std::size_t i = 1; i < 9 && i < key.size(); ++i) number = number << 8 | static_cast<std::uint8_t>(key[i]);
    return number;
  }

  void add_waiting(const Delivery& delivery) {
    waiting_[{delivery.alert, delivery.target}] = delivery;
    by_due_.insert(delivery);
  }

  std::expected<void, std::string> write(rocksdb::WriteBatch& batch, bool durable) {
    rocksdb::WriteOptions how;
    how.sync = durable;
    const auto status = db_->Write(how, &batch);
    if (status.ok()) return {};
    return std::unexpected("the alerts can not be written: " + status.ToString());
  }

  std::expected<void, std::string> drop_old() {
    if (last_ <= kKept) return {};
    std::set<std::uint64_t> needed;
    for (const auto& [key, delivery] : waiting_) needed.insert(key.first);
    rocksdb::WriteBatch batch;
    visit("a", [&](std::string_view key, std::string_view value) {
      const auto number = number_in(rocksdb::Slice(key.data(), key.size()));
      if (number + kKept > last_) return false;
      if (needed.contains(number)) return true;
      batch.Delete(rocksdb::Slice(key.data(), key.size()));
      if (const auto alert = alert_from_json(value)) batch.Delete("i" + alert->id);
      for (const char kind : {'d', 'k'}) {
        visit(number_key(kind, number), [&](std::string_view own, std::string_view) {
          batch.Delete(rocksdb::Slice(own.data(), own.size()));
          return true;
        });
      }
      return true;
    });
    return write(batch, false);
  }

  std::unique_ptr<rocksdb::DB> db_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::uint64_t, std::string>, Delivery> waiting_;  ///< by alert and target
  std::set<Delivery, ByDue> by_due_;                                   ///< the same
  std::uint64_t last_ = 0;                                             ///< highest number given
};

Outbox::Outbox(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Outbox::~Outbox() = default;

std::expected<std::unique_ptr<Outbox>, std::string> Outbox::open(const std::filesystem::path& folder) {
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);  // what went wrong, RocksDB says with its own words
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options(), folder.string(), &db);
  if (!status.ok())
    return std::unexpected("the alerts in " + folder.string() + " can not be opened: " + status.ToString());
  auto impl = std::make_unique<Impl>(std::unique_ptr<rocksdb::DB>(db));
  if (auto loaded = impl->load(); !loaded) return std::unexpected(loaded.error());
  return std::unique_ptr<Outbox>(new Outbox(std::move(impl)));
}

std::expected<void, std::string> Outbox::commit(const Change& change) { return impl_->commit(change); }
std::expected<void, std::string> Outbox::update(const Delivery& delivery) { return impl_->update(delivery); }
std::optional<Delivery> Outbox::next(const std::vector<std::string>& kinds) const { return impl_->next(kinds); }
std::vector<Delivery> Outbox::waiting() const { return impl_->waiting(); }
std::uint64_t Outbox::last_number() const { return impl_->last_number(); }

std::optional<std::string> Outbox::note(std::string_view key) const { return impl_->get("n" + std::string(key)); }

void Outbox::visit_notes(std::string_view prefix,
                         const std::function<bool(std::string_view, std::string_view)>& visit) const {
  impl_->visit("n" + std::string(prefix),
               [&](std::string_view key, std::string_view value) { return visit(key.substr(1), value); });
}

std::vector<Alert> Outbox::alerts(std::uint64_t after, std::size_t limit) const {
  std::vector<Alert> all;
  if (limit == 0) return all;
  impl_->visit(
      "a",
      [&](std::string_view, std::string_view value) {
        if (auto alert = alert_from_json(value)) all.push_back(std::move(*alert));
        return all.size() < limit;
      },
      number_key('a', after + 1));
  return all;
}

std::optional<Alert> Outbox::alert(std::uint64_t number) const {
  const auto text = impl_->get(number_key('a', number));
  return text ? alert_from_json(*text) : std::nullopt;
}

std::expected<void, std::string> Outbox::acknowledge(std::uint64_t alert, const Acknowledgement& word) {
  return impl_->acknowledge(alert, word);
}

std::vector<Outbox::Acknowledgement> Outbox::acknowledgements(std::uint64_t alert) const {
  std::vector<Acknowledgement> all;
  const auto prefix = number_key('k', alert);
  impl_->visit(prefix, [&](std::string_view key, std::string_view value) {
    Acknowledgement word{std::string(key.substr(prefix.size())), 0};
    std::from_chars(value.data(), value.data() + value.size(), word.time);
    all.push_back(std::move(word));
    return true;
  });
  return all;
}

std::vector<Delivery> Outbox::deliveries(std::uint64_t alert) const {
  std::vector<Delivery> all;
  impl_->visit(number_key('d', alert), [&](std::string_view, std::string_view value) {
    if (auto delivery = delivery_from_json(value)) all.push_back(std::move(*delivery));
    return true;
  });
  return all;
}

}  // namespace kaisho::alerting
