#include "kaisho/services/access_service.hpp"

#include <algorithm>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/secret.hpp>

namespace kaisho::services {

AccessService::AccessService(std::filesystem::path folder, const Clock& clock,
                             std::function<void(std::string_view)> problem)
    : book_(std::move(folder)), clock_(clock), problem_(std::move(problem)) {}

/// With the lock held. A file that cannot be read lets nobody in: an entry revoked in it must not go on working.
void AccessService::refresh() {
  auto stamp = book_.stamp();
  if (stamp == seen_) return;
  auto entries = book_.list();
  if (!entries) problem_("nobody can sign in: " + entries.error());
  entries_ = entries ? std::move(*entries) : std::vector<AccessEntry>{};
  seen_ = std::move(stamp);
}

namespace {

Operator operator_of(const AccessEntry& entry) {
  return {entry.id, entry.name, entry.organization, entry.roles, entry.kind};
}

std::optional<Operator> operator_of(const std::optional<AccessEntry>& entry) {
  return entry ? std::optional(operator_of(*entry)) : std::nullopt;
}

}  // namespace

std::optional<AccessEntry> AccessService::find(AccessEntry::Kind kind, const Hash& secret) {
  const auto now = clock_.now_ms() / 1'000;
  const std::scoped_lock lock(mutex_);
  refresh();
  for (const auto& entry : entries_) {
    if (entry.kind == kind && crypto::equal_in_constant_time(entry.secret.view(), secret.view()) &&
        entry.valid_at(now)) {
      return entry;
    }
  }
  return std::nullopt;
}

std::optional<Operator> AccessService::by_token(std::string_view token) {
  if (!is_token(token)) return std::nullopt;
  return operator_of(find(AccessEntry::Kind::token, crypto::sha256(view_of(token))));
}

std::optional<Operator> AccessService::by_certificate(const Hash& pin) {
  return operator_of(find(AccessEntry::Kind::certificate, pin));
}

std::optional<AccessEntry> AccessService::passkey(ByteView credential) {
  return find(AccessEntry::Kind::passkey, crypto::sha256(credential));
}

std::expected<Operator, std::string> AccessService::count(const AccessEntry& entry, std::uint32_t counter) {
  // Most passkeys are on several devices of a person and do not count: nothing is written for them.
  if (counter == 0 && entry.passkey->counter == 0) return operator_of(entry);
  const auto counted = book_.count(entry.id, counter);
  if (!counted) return std::unexpected(counted.error());
  return operator_of(*counted);
}

std::optional<Operator> AccessService::by_id(std::string_view id) {
  const auto now = clock_.now_ms() / 1'000;
  const std::scoped_lock lock(mutex_);
  refresh();
  for (const auto& entry : entries_) {
    if (entry.id == id && entry.valid_at(now)) return operator_of(entry);
  }
  return std::nullopt;
}

bool AccessService::is_same_person(std::string_view id, const Operator& who) {
  const std::scoped_lock lock(mutex_);
  refresh();
  return std::ranges::any_of(entries_, [&](const AccessEntry& entry) {
    return entry.id == id && entry.name == who.name && entry.organization == who.organization;
  });
}

std::vector<AccessEntry> AccessService::entries() {
  const std::scoped_lock lock(mutex_);
  refresh();
  return entries_;
}

}  // namespace kaisho::services
