#include "kaisho/peering/private_rekey.hpp"

#include <algorithm>
#include <set>

#include "files.hpp"
#include "private_seal.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
namespace aead = crypto::aead;
template <class T>
using Result = PrivateBox::Result<T>;

/// One change from one key to another.
class Change {
 public:
  Change(const fs::path& folder, const aead::Key& old_key, const aead::Key& new_key, SecureRandom& random)
      : folder_(folder), old_(old_key), new_(new_key), random_(random) {}

  /// In this order, so that each moment at which it can be killed is told from the others by what is in the folder: the
  /// mark, the records, what the old key left behind, the check of the key, and the mark goes.
  Result<Rekeyed> run() {
    const auto begun = begin();
    if (!begun) return std::unexpected(begun.error());
    if (!*begun) {
      done_.before = files_in(folder_ / kRecords, kSealedEnding).size();
      return std::move(done_);
    }
    // A folder of an older version has none yet; every record gets its own below.
    if (const auto made = make_private_folder(folder_ / kGrants); !made) return std::unexpected(made.error());
    if (const auto done = seal_records(); !done) return std::unexpected(done.error());
    if (const auto done = clear(); !done) return std::unexpected(done.error());
    if (const auto done = write_mark(kKeyCheck); !done) return std::unexpected(done.error());
    if (const auto done = remove_durably(folder_ / kKeyNext); !done) return std::unexpected(done.error());
    return std::move(done_);
  }

 private:
  /// Whether there is something to do.
  Result<bool> begin() {
    const bool is_marked = is_there(folder_ / kKeyNext);
    if (is_marked && !is_mark_of(new_, kKeyNext)) {
      return std::unexpected("a change to another key is not finished in " + folder_.string() +
                             ": finish it with that key first");
    }
    if (is_mark_of(new_, kKeyCheck)) {
      const auto removed = remove_durably(folder_ / kKeyNext);  // killed before the last step
      if (!removed) return std::unexpected(removed.error());
      return false;
    }
    if (!is_mark_of(old_, kKeyCheck)) {
      return std::unexpected("the old key is not the one that sealed the records in " + folder_.string());
    }
    if (is_marked) return true;
    const auto marked = write_mark(kKeyNext);
    if (!marked) return std::unexpected(marked.error());
    return true;
  }

  bool is_mark_of(const aead::Key& key, std::string_view mark) const { return peering::is_mark_of(key, folder_, mark); }
  Result<void> write_mark(std::string_view mark) {
    return write_durably(folder_ / mark, view_of(seal_text(new_, random_, "", mark)));
  }

  Result<void> seal_records() {
    for (const auto& file : files_in(folder_ / kRecords, kSealedEnding)) {
      const auto name = name_in(file.stem().string());
      if (!name) continue;
      if (const auto done = seal_record(file, *name); !done) return done;
    }
    return {};
  }

  Result<void> seal_record(const fs::path& file, const PrivateName& name) {
    const auto is_new = read_record(new_, file, name);
    const auto parcel = is_new ? std::unexpected(std::string()) : read_record(old_, file, name);
    if (!is_new && !parcel) {
      done_.damaged.push_back(file.string());
      return {};
    }
    if (const auto granted = grant(name, (is_new ? *is_new : *parcel).parties); !granted) return granted;
    if (is_new) {
      ++done_.before;
      return {};
    }
    ++done_.sealed;
    return write_durably(file, view_of(seal_text(new_, random_, parcel->to_json(), bound_to(name))));
  }

  Result<void> grant(const PrivateName& name, const MemberNames& parties) {
    for (const auto& party : parties) grants_.insert(grant_name(new_, name, party));
    return write_grants(folder_ / kGrants, new_, name, parties);
  }

  /// Grants that only the old key can name, and what a kill left half written, which is under the old key.
  Result<void> clear() {
    auto left = files_in(folder_ / kRecords, ".new");
    for (auto& file : files_in(folder_ / kGrants, kGrantEnding)) {
      if (!grants_.contains(file.filename().string())) left.push_back(std::move(file));
    }
    for (const auto& file : left) {
      if (const auto removed = remove_durably(file); !removed) return removed;
    }
    return {};
  }

  const fs::path& folder_;
  const aead::Key& old_;
  const aead::Key& new_;
  SecureRandom& random_;
  Rekeyed done_;
  std::set<std::string> grants_;  ///< file names under the new key
};

}  // namespace

PrivateBox::Result<Rekeyed> rekey_private_box(const fs::path& folder, const aead::Key& old_key,
                                              const aead::Key& new_key, SecureRandom& random) {
  if (old_key == new_key) return std::unexpected("the new key is the old one: make another with kaisho key new");
  if (!is_there(folder / kKeyCheck)) return std::unexpected("there are no private records in " + folder.string());
  const auto claimed = claim_file(folder / kInUse);
  if (!claimed) return std::unexpected(claimed.error());
  if (*claimed == nullptr) {
    return std::unexpected("the private records in " + folder.string() +
                           " are in use: stop the node, wait for other commands, then try again");
  }
  return Change(folder, old_key, new_key, random).run();
}

}  // namespace kaisho::peering
