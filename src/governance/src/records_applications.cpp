#include <kaisho/base/hex.hpp>

#include "layout.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

using layout::slot_after;
using ledger::load_number;
using ledger::load_string;
using ledger::PackedWord;
using ledger::store_number;
using ledger::store_string;

Word packed(const ApplicationRecord& application) {
  return PackedWord()
      .set(0, 1, static_cast<std::uint64_t>(application.application_class))
      .set(1, 1, static_cast<std::uint64_t>(application.status))
      .set(2, 4, application.vorg)
      .set(6, 8, application.expiry)
      .set(14, 8, application.time)
      .set(22, 8, application.height)
      .word();
}

}  // namespace

std::string_view describe(ApplicationClass application_class) {
  switch (application_class) {
    case ApplicationClass::issue:
      return "issue";
    case ApplicationClass::distribute:
      return "distribute";
    case ApplicationClass::upgrade:
      return "upgrade";
    case ApplicationClass::pause:
      return "pause";
    case ApplicationClass::resume:
      return "resume";
    case ApplicationClass::retire:
      return "retire";
  }
  return "unknown";
}

std::string_view describe(ApplicationStatus status) {
  switch (status) {
    case ApplicationStatus::open:
      return "open";
    case ApplicationStatus::deployed:
      return "deployed";
    case ApplicationStatus::usable:
      return "usable";
    case ApplicationStatus::refused:
      return "refused";
    case ApplicationStatus::withdrawn:
      return "withdrawn";
    case ApplicationStatus::executed:
      return "executed";
  }
  return "unknown";
}

std::string_view describe(ConsentKind kind) {
  switch (kind) {
    case ConsentKind::entrust:
      return "entrust";
    case ConsentKind::issue:
      return "issue";
    case ConsentKind::distribute:
      return "distribute";
    case ConsentKind::upgrade:
      return "upgrade";
    case ConsentKind::change:
      return "change";
  }
  return "unknown";
}

ApplicationNumber application_count(const Slots& slots) {
  return load_number(slots, layout::variable(layout::kApplications));
}

std::optional<ApplicationRecord> find_application(const Slots& slots, ApplicationNumber number) {
  if (number == 0 || number > application_count(slots)) return std::nullopt;
  const Word at = layout::application(number);
  const PackedWord first(slots.load(at));
  return ApplicationRecord{.number = number,
                           .application_class = static_cast<ApplicationClass>(first.number(0, 1)),
                           .status = static_cast<ApplicationStatus>(first.number(1, 1)),
                           .vorg = static_cast<OrganizationNumber>(first.number(2, 4)),
                           .user_id = load_string(slots, slot_after(at, 5)),
                           .token_id = load_string(slots, slot_after(at, 6)),
                           .package_hash = hash_of(slots.load(slot_after(at, 2))),
                           .arguments_hash = hash_of(slots.load(slot_after(at, 3))),
                           .consent = hash_of(slots.load(slot_after(at, 4))),
                           .expiry = first.number(6, 8),
                           .time = first.number(14, 8),
                           .height = first.number(22, 8),
                           .deployed = address_of(slots.load(slot_after(at, 1)))};
}

void add_application(WritableSlots& slots, const ApplicationRecord& application) {
  const Word at = layout::application(application.number);
  store_number(slots, layout::variable(layout::kApplications), application.number);
  update_application(slots, application);
  slots.store(slot_after(at, 2), word_of(application.package_hash));
  slots.store(slot_after(at, 3), word_of(application.arguments_hash));
  slots.store(slot_after(at, 4), word_of(application.consent));
  store_string(slots, slot_after(at, 5), application.user_id);
  store_string(slots, slot_after(at, 6), application.token_id);
}

void update_application(WritableSlots& slots, const ApplicationRecord& application) {
  const Word at = layout::application(application.number);
  slots.store(at, packed(application));
  slots.store(slot_after(at, 1), word_of(application.deployed));
}

ApplicationNumber application_of(const Slots& slots, std::string_view user_id, std::string_view token_id) {
  return load_number(slots, layout::application_of(user_id, token_id));
}

void write_application_of(WritableSlots& slots, const ApplicationRecord& application) {
  store_number(slots, layout::application_of(application.user_id, application.token_id), application.number);
}

Hash private_root(const Slots& slots, ApplicationNumber number) {
  return hash_of(slots.load(layout::private_root(number)));
}

std::optional<Hash> private_scope(std::string_view scope) {
  constexpr std::string_view kPrefix = "private 0x";
  if (!scope.starts_with(kPrefix)) return std::nullopt;
  const auto digits = scope.substr(kPrefix.size());
  const auto bytes = from_hex(digits);
  if (digits.size() != 2 * Hash::kSize || !bytes) return std::nullopt;
  const auto root = Hash::from(std::span<const std::uint8_t, 32>(*bytes));
  if (to_hex(root).substr(2) != digits) return std::nullopt;  // capital digits
  return root;
}

void write_private_root(WritableSlots& slots, ApplicationNumber number, const Hash& root) {
  slots.store(layout::private_root(number), word_of(root));
}

std::optional<ConsentRecord> find_consent(const Slots& slots, const Hash& digest) {
  const Word at = layout::consent(digest);
  const PackedWord first(slots.load(at));
  if (first.word().is_zero()) return std::nullopt;
  const PackedWord second(slots.load(slot_after(at, 1)));
  return ConsentRecord{.digest = digest,
                       .kind = static_cast<ConsentKind>(first.number(0, 1)),
                       .account = first.address(1),
                       .application = second.number(0, 8),
                       .expiry = first.number(21, 8),
                       .time = second.number(8, 8),
                       .withdrawn = load_number(slots, slot_after(at, 2)),
                       .signature = ledger::load_bytes(slots, slot_after(at, 3)),
                       .form = static_cast<SignatureForm>(first.number(29, 1)),
                       .withdrawal_form = static_cast<SignatureForm>(second.number(16, 1))};
}

void add_consent(WritableSlots& slots, const ConsentRecord& consent) {
  const Word at = layout::consent(consent.digest);
  slots.store(at, PackedWord()
                      .set(0, 1, static_cast<std::uint64_t>(consent.kind))
                      .set(1, consent.account)
                      .set(21, 8, consent.expiry)
                      .set(29, 1, static_cast<std::uint64_t>(consent.form))
                      .word());
  slots.store(slot_after(at, 1), PackedWord().set(0, 8, consent.application).set(8, 8, consent.time).word());
  ledger::store_bytes(slots, slot_after(at, 3), consent.signature);
}

void write_withdrawn(WritableSlots& slots, const Hash& consent, Timestamp time, SignatureForm form) {
  const Word origin = slot_after(layout::consent(consent), 1);
  slots.store(origin, PackedWord(slots.load(origin)).set(16, 1, static_cast<std::uint64_t>(form)).word());
  store_number(slots, slot_after(layout::consent(consent), 2), time);
}

}  // namespace kaisho::governance
