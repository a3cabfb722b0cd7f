#include <sys/stat.h>

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/secret.hpp>

#include "access_json.hpp"
#include "durable_file.hpp"
#include "kaisho/services/access_service.hpp"

namespace kaisho::services {
namespace {

constexpr std::string_view kTokenPrefix = "kso_";
constexpr OperatorRole kRoles[] = {OperatorRole::registrar, OperatorRole::auditor, OperatorRole::administrator};

std::string fresh_id(SecureRandom& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  return to_hex_plain(bytes);
}

AccessEntry entry_from(const AccessBook::Draft& draft, AccessEntry::Kind kind, const Hash& secret,
                       SecureRandom& random) {
  return {.id = fresh_id(random),
          .kind = kind,
          .name = draft.name,
          .organization = draft.organization,
          .roles = draft.roles,
          .secret = secret,
          .created = draft.created,
          .expires = draft.expires};
}

const AccessEntry* valid_one(const std::vector<AccessEntry>& entries, AccessEntry::Kind kind, const Hash& secret,
                             Timestamp now) {
  const auto found = std::ranges::find_if(entries, [&](const AccessEntry& entry) {
    return entry.kind == kind && entry.secret == secret && entry.valid_at(now);
  });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(OperatorRole role) {
  switch (role) {
    case OperatorRole::registrar:
      return "registrar";
    case OperatorRole::auditor:
      return "auditor";
    case OperatorRole::administrator:
      return "administrator";
  }
  return "none";
}

std::string_view name_of(AccessEntry::Kind kind) {
  switch (kind) {
    case AccessEntry::Kind::token:
      return "token";
    case AccessEntry::Kind::certificate:
      return "certificate";
    case AccessEntry::Kind::passkey:
      return "passkey";
  }
  return "none";
}

std::vector<std::string> role_names(std::uint32_t roles) {
  std::vector<std::string> names;
  for (const auto role : kRoles) {
    if ((roles & static_cast<std::uint32_t>(role)) != 0) names.emplace_back(name_of(role));
  }
  return names;
}

std::optional<std::uint32_t> role_number(std::string_view name) {
  for (const auto role : kRoles) {
    if (name_of(role) == name) return static_cast<std::uint32_t>(role);
  }
  return std::nullopt;
}

bool is_token(std::string_view text) {
  return text.starts_with(kTokenPrefix) && text.size() == kTokenPrefix.size() + 64 &&
         text.find_first_not_of("0123456789abcdef", kTokenPrefix.size()) == std::string_view::npos;
}

AccessBook::Result<std::vector<AccessEntry>> AccessBook::list() const {
  const auto text = read_whole(file(), kMaxAccessFile);
  if (!text) return std::unexpected(text.error());
  if (!*text) return std::vector<AccessEntry>{};
  auto entries = access_entries(**text);
  if (!entries) return std::unexpected(file().string() + " is no file of kaisho access");
  return std::move(*entries);
}

std::string AccessBook::stamp() const {
  struct stat about{};
  if (::stat(file().c_str(), &about) != 0) return "none";
  return std::to_string(about.st_ino) + "." + std::to_string(about.st_size) + "." +
         std::to_string(about.st_mtim.tv_sec) + "." + std::to_string(about.st_mtim.tv_nsec);
}

template <class Change>
auto AccessBook::change(const Change& make) const -> decltype(make(std::declval<std::vector<AccessEntry>&>())) {
  if (auto made = make_private_folder(folder_); !made) return std::unexpected(made.error());
  const auto lock = lock_file(folder_ / "access.lock");
  if (!lock) return std::unexpected(lock.error());
  auto entries = list();
  if (!entries) return std::unexpected(entries.error());
  auto result = make(*entries);
  if (!result) return result;
  if (auto written = replace_durably(file(), to_text(*entries)); !written) return std::unexpected(written.error());
  return result;
}

AccessBook::Result<AccessBook::Created> AccessBook::create_token(const Draft& draft, SecureRandom& random) const {
  return change([&](std::vector<AccessEntry>& entries) -> Result<Created> {
    const auto secret = crypto::Secret<32>::random(random);
    auto token = std::string(kTokenPrefix) + to_hex_plain(secret.expose());
    const auto entry =
        entry_from(draft, AccessEntry::Kind::token, crypto::sha256(view_of(std::string_view(token))), random);
    entries.push_back(entry);
    return Created{entry, std::move(token)};
  });
}

AccessBook::Result<AccessEntry> AccessBook::add_certificate(const Draft& draft, const Hash& pin,
                                                            SecureRandom& random) const {
  return change([&](std::vector<AccessEntry>& entries) -> Result<AccessEntry> {
    if (const auto* other = valid_one(entries, AccessEntry::Kind::certificate, pin, draft.created)) {
      return std::unexpected("this certificate's key already belongs to " + other->name + " (" + other->id + ")");
    }
    entries.push_back(entry_from(draft, AccessEntry::Kind::certificate, pin, random));
    return entries.back();
  });
}

AccessBook::Result<AccessEntry> AccessBook::add_passkey(const Draft& draft, AccessEntry::Passkey passkey,
                                                        SecureRandom& random) const {
  return change([&](std::vector<AccessEntry>& entries) -> Result<AccessEntry> {
    const auto hash = crypto::sha256(passkey.credential);
    if (const auto* other = valid_one(entries, AccessEntry::Kind::passkey, hash, draft.created)) {
      return std::unexpected("this passkey already belongs to " + other->name + " (" + other->id + ")");
    }
    entries.push_back(entry_from(draft, AccessEntry::Kind::passkey, hash, random));
    entries.back().passkey = std::move(passkey);
    return entries.back();
  });
}

AccessBook::Result<AccessEntry> AccessBook::count(std::string_view id, std::uint32_t counter) const {
  return change([&](std::vector<AccessEntry>& entries) -> Result<AccessEntry> {
    const auto found = std::ranges::find(entries, id, &AccessEntry::id);
    if (found == entries.end() || !found->passkey || found->revoked != 0) {
      return std::unexpected("there is no passkey " + std::string(id) + " any more");
    }
    if (counter <= found->passkey->counter) {
      return std::unexpected("The passkey's signature counter went back from " +
                             std::to_string(found->passkey->counter) + " to " + std::to_string(counter) +
                             ": it may have been copied; revoke the entry " + std::string(id) + " and add a new one.");
    }
    found->passkey->counter = counter;
    return *found;
  });
}

AccessBook::Result<AccessEntry> AccessBook::revoke(std::string_view id, Timestamp now) const {
  return change([&](std::vector<AccessEntry>& entries) -> Result<AccessEntry> {
    const auto found = std::ranges::find(entries, id, &AccessEntry::id);
    if (found == entries.end()) return std::unexpected("there is no entry " + std::string(id));
    if (found->revoked != 0) return std::unexpected("the entry " + std::string(id) + " is revoked already");
    found->revoked = now;
    return *found;
  });
}

}  // namespace kaisho::services
