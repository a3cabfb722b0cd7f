#include "kaisho/peering/private_box.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <tuple>

#include "files.hpp"
#include "private_seal.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace aead = crypto::aead;

constexpr std::string_view kNote = "kaisho-private-note/1";
constexpr std::string_view kOutbox = "outbox";
constexpr std::string_view kReceipts = "receipts";
constexpr std::string_view kWanted = "wanted";
constexpr std::string_view kErased = "erased";
constexpr std::string_view kSaid = ".said";

/// The line of the outbox or of a receipt.
std::string note_of(const PrivateName& name, const std::string& member, Timestamp time) {
  return codec::json::canonical_text(
             json::object{{"format", kNote}, {"record", name.text()}, {"member", member}, {"time", time}}) +
         "\n";
}

std::optional<PrivateReceipt> note_in(const fs::path& file) {
  const auto text = read_whole(file, kMaxNote);
  const auto object = text ? object_in(*text, kNote) : std::nullopt;
  if (!object) return std::nullopt;
  const auto record = text_in(*object, "record");
  const auto name = record ? PrivateName::parse(*record) : std::nullopt;
  const auto member = text_in(*object, "member");
  const auto* time = object->if_contains("time");
  boost::system::error_code wrong;
  const auto seconds = time == nullptr ? 0 : time->to_number<std::uint64_t>(wrong);
  if (!name || !member || wrong) return std::nullopt;
  return PrivateReceipt{*name, *member, seconds};
}

std::vector<PrivateReceipt> notes_in(const fs::path& folder) {
  std::vector<PrivateReceipt> notes;
  for (const auto& file : files_in(folder, ".note")) {
    if (auto note = note_in(file)) notes.push_back(std::move(*note));
  }
  std::ranges::sort(notes, {}, [](const auto& note) { return std::tuple(note.time, note.name.text(), note.member); });
  return notes;
}

/// An error of any result, for another one.
template <class T>
std::unexpected<std::string> error_of(const T& result) {
  return std::unexpected(result.error());
}

}  // namespace

PrivateBox::Result<std::unique_ptr<PrivateBox>> PrivateBox::open(fs::path folder, aead::Key key, SecureRandom& random) {
  if (auto made = make_private_folder(folder); !made) return error_of(made);
  for (const auto name : {kRecords, kOutbox, kReceipts, kWanted, kErased}) {
    if (auto made = make_private_folder(folder / name); !made) return error_of(made);
  }
  auto in_use = share_file(folder / kInUse);
  if (!in_use) return error_of(in_use);
  std::unique_ptr<PrivateBox> box(new PrivateBox(std::move(folder), std::move(key), random));
  box->in_use_ = std::move(*in_use);
  const auto lock = lock_file(box->folder_ / "lock");
  if (!lock) return error_of(lock);
  if (auto same = box->check_key(); !same) return error_of(same);
  if (auto granted = box->make_grants(); !granted) return error_of(granted);
  return box;
}

PrivateBox::PrivateBox(fs::path folder, aead::Key key, SecureRandom& random)
    : folder_(std::move(folder)), key_(std::move(key)), random_(random) {}

PrivateBox::~PrivateBox() = default;

/// A record sealed under a second key would be unreadable to whoever has the first: that must show at the start.
PrivateBox::Result<void> PrivateBox::check_key() {
  const auto file = folder_ / kKeyCheck;
  if (!is_there(file)) return write_durably(file, view_of(seal_text(key_, random_, "", kKeyCheck)));
  const auto text = read_whole(file, kMaxNote);
  if (!text) return error_of(text);
  const bool is_right = open_text(key_, *text, kKeyCheck).has_value();
  const auto next = folder_ / kKeyNext;
  if (is_there(next)) {
    // Its last step is to remove the mark: everything is under the new key then.
    if (is_right && is_mark_of(key_, folder_, kKeyNext)) return remove_durably(next);
    return std::unexpected("a change of the private_key is not finished in " + folder_.string() +
                           ": run kaisho private rekey with the same keys again");
  }
  if (is_right) return {};
  return std::unexpected("the private_key of [peers] is not the one that sealed the records in " + folder_.string() +
                         ": put the right key back, or move the folder away");
}

/// A folder of an older version says in its records alone who their parties are. All grants or none: the folder gets
/// its name at the end.
PrivateBox::Result<void> PrivateBox::make_grants() const {
  const auto grants = folder_ / kGrants;
  if (is_there(grants)) return {};
  const fs::path beside = grants.string() + ".new";
  if (auto made = make_private_folder(beside); !made) return made;
  for (const auto& name : names()) {
    const auto parcel = find(name);
    if (!parcel || !*parcel) continue;  // it does not open: whoever reads it hears that
    if (auto written = write_grants(beside, key_, name, (*parcel)->parties); !written) return written;
  }
  return rename_folder_durably(beside, grants);
}

fs::path PrivateBox::record_file(const PrivateName& name) const {
  return folder_ / kRecords / (stem_of(name) + std::string(kSealedEnding));
}

fs::path PrivateBox::file_of(std::string_view folder, const PrivateName& name, const std::string& member) const {
  return folder_ / folder / (stem_of(name) + "~" + member + ".note");
}

fs::path PrivateBox::erased_file(const PrivateName& name) const {
  return folder_ / kErased / (stem_of(name) + ".erased");
}

fs::path PrivateBox::wanted_file(const PrivateSubject& subject) const {
  auto text = subject.text();
  std::ranges::replace(text, '/', '-');
  return folder_ / kWanted / (text + ".wanted");
}

// --- records ---

PrivateBox::Result<void> PrivateBox::keep(const PrivateName& name, PrivateParcel parcel) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  if (is_erased(name)) return std::unexpected("the record of " + name.subject.words() + " was erased here");
  if (auto kept = keep_locked(name, std::move(parcel)); !kept) return error_of(kept);
  return {};
}

/// All parties that are known now.
PrivateBox::Result<MemberNames> PrivateBox::keep_locked(const PrivateName& name, PrivateParcel parcel) const {
  if (parcel.record.root() != name.root) return std::unexpected("the record has another root than its name");
  const auto known = find(name);  // one that does not open is replaced: this one has the right root
  const auto before = known && *known ? (*known)->parties : MemberNames{};
  parcel.parties.insert(before.begin(), before.end());
  if (parcel.parties.size() > PrivateParcel::kMostParties) {
    return std::unexpected("a record has at most " + std::to_string(PrivateParcel::kMostParties) + " parties");
  }
  if (known && *known && before == parcel.parties) return before;
  // The grants first: a crash in between leaves one for who is no party, and the record itself has the last word.
  if (auto granted = write_grants(folder_ / kGrants, key_, name, parcel.parties); !granted) return error_of(granted);
  const auto written =
      write_durably(record_file(name), view_of(seal_text(key_, random_, parcel.to_json(), bound_to(name))));
  if (!written) return error_of(written);
  return std::move(parcel.parties);
}

bool PrivateBox::is_granted(const PrivateName& name, const std::string& member) const {
  return is_there(folder_ / kGrants / grant_name(key_, name, member));
}

PrivateBox::Result<void> PrivateBox::remove_grant(const PrivateName& name, const std::string& member) const {
  return remove_durably(folder_ / kGrants / grant_name(key_, name, member));
}

bool PrivateBox::has(const PrivateName& name) const { return is_there(record_file(name)); }

PrivateBox::Result<std::optional<PrivateParcel>> PrivateBox::find(const PrivateName& name) const {
  const auto file = record_file(name);
  if (!is_there(file)) return std::nullopt;
  auto parcel = read_record(key_, file, name);
  if (!parcel) return error_of(parcel);
  return std::optional(std::move(*parcel));
}

std::vector<PrivateName> PrivateBox::names() const {
  std::vector<PrivateName> all;
  for (const auto& file : files_in(folder_ / kRecords, ".sealed")) {
    if (auto name = name_in(file.stem().string())) all.push_back(std::move(*name));
  }
  return all;
}

bool PrivateBox::is_erased(const PrivateName& name) const { return is_there(erased_file(name)); }

/// The mark first: a crash in between leaves what the next call ends, and nothing comes back.
PrivateBox::Result<bool> PrivateBox::erase(const PrivateName& name, Timestamp now) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  if (!has(name)) return false;
  if (auto marked = write_durably(erased_file(name), view_of(std::to_string(now) + "\n")); !marked) {
    return error_of(marked);
  }
  for (const auto& waiting : outgoing()) {
    if (waiting.name != name) continue;
    if (auto removed = remove_delivery(name, waiting.member); !removed) return error_of(removed);
  }
  if (auto removed = remove_durably(wanted_file(name.subject)); !removed) return error_of(removed);
  const auto parcel = find(name);
  if (auto removed = remove_durably(record_file(name)); !removed) return error_of(removed);
  if (!parcel || !*parcel) return true;  // it did not open: its grants are for nothing any more
  for (const auto& party : (*parcel)->parties) {
    if (auto removed = remove_grant(name, party); !removed) return error_of(removed);
  }
  return true;
}

// --- on the way out ---

PrivateBox::Result<void> PrivateBox::send(identity::PrivateRecord record, const PrivateSubject& subject,
                                          MemberNames members, const std::string& self, Timestamp now) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  const PrivateName name{subject, record.root()};
  members.insert(self);
  if (auto again = remove_durably(erased_file(name)); !again) return error_of(again);
  const auto parties = keep_locked(name, {std::move(record), std::move(members)});
  if (!parties) return error_of(parties);
  for (const auto& member : *parties) {
    if (member == self) continue;
    const auto left = write_durably(file_of(kOutbox, name, member), view_of(note_of(name, member, now)));
    if (!left) return error_of(left);
  }
  return {};
}

std::vector<OutgoingRecord> PrivateBox::outgoing() const {
  std::vector<OutgoingRecord> all;
  for (auto& [name, member, time] : notes_in(folder_ / kOutbox)) {
    const auto said = read_whole(file_of(kOutbox, name, member).string() + std::string(kSaid), kMaxNote);
    all.push_back({name, member, time, said.value_or("")});
  }
  return all;
}

PrivateBox::Result<void> PrivateBox::acknowledged(const PrivateName& name, const std::string& member,
                                                  const MemberNames& told, Timestamp now) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  const auto here = find(name);
  if (here && *here && (*here)->parties != told) return {};
  // The receipt first: a crash between the two delivers once more, and never loses a delivery.
  const auto written = write_durably(file_of(kReceipts, name, member), view_of(note_of(name, member, now)));
  if (!written) return written;
  return remove_delivery(name, member);
}

PrivateBox::Result<void> PrivateBox::remove_delivery(const PrivateName& name, const std::string& member) const {
  const auto note = file_of(kOutbox, name, member);
  if (auto removed = remove_durably(note); !removed) return removed;
  return remove_durably(note.string() + std::string(kSaid));
}

PrivateBox::Result<void> PrivateBox::given_up(const PrivateName& name, const std::string& member) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  return remove_delivery(name, member);
}

PrivateBox::Result<MemberNames> PrivateBox::take_back(const PrivateName& name, const MemberNames& members) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  MemberNames missing;
  for (const auto& member : members) {
    if (!is_there(file_of(kOutbox, name, member)) || is_there(file_of(kReceipts, name, member))) missing.insert(member);
  }
  if (!missing.empty()) return missing;
  auto parcel = find(name);
  if (!parcel) return error_of(parcel);
  // The parties first: a crash in between leaves deliveries to who is no party, which `take_back` ends once more.
  if (*parcel && std::erase_if((*parcel)->parties, [&](const auto& party) { return members.contains(party); }) != 0) {
    const auto written =
        write_durably(record_file(name), view_of(seal_text(key_, random_, (*parcel)->to_json(), bound_to(name))));
    if (!written) return error_of(written);
  }
  for (const auto& member : members) {
    if (auto removed = remove_grant(name, member); !removed) return error_of(removed);
    if (auto removed = remove_delivery(name, member); !removed) return error_of(removed);
  }
  return missing;
}

PrivateBox::Result<void> PrivateBox::not_delivered(const PrivateName& name, const std::string& member,
                                                   const std::string& why) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  const auto note = file_of(kOutbox, name, member);
  if (!is_there(note)) return {};
  return write_durably(note.string() + std::string(kSaid), view_of(why.substr(0, kMaxNote)));
}

std::vector<PrivateReceipt> PrivateBox::receipts() const { return notes_in(folder_ / kReceipts); }

// --- on the way in ---

PrivateBox::Result<void> PrivateBox::want(const PrivateSubject& subject) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  for (const auto& file : files_in(folder_ / kErased, ".erased")) {
    const auto name = name_in(file.stem().string());
    if (!name || name->subject != subject) continue;
    if (auto again = remove_durably(file); !again) return again;
  }
  return write_durably(wanted_file(subject), view_of(subject.text()));
}

std::vector<PrivateSubject> PrivateBox::wanted() const {
  std::vector<PrivateSubject> all;
  for (const auto& file : files_in(folder_ / kWanted, ".wanted")) {
    const auto text = read_whole(file, kMaxNote);
    if (auto subject = text ? PrivateSubject::parse(*text) : std::nullopt) all.push_back(std::move(*subject));
  }
  return all;
}

PrivateBox::Result<void> PrivateBox::arrived(const PrivateSubject& subject) {
  const auto lock = lock_file(folder_ / "lock");
  if (!lock) return error_of(lock);
  return remove_durably(wanted_file(subject));
}

}  // namespace kaisho::peering
