#include "kaisho/services/access_service.hpp"

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

std::optional<Operator> AccessService::find(AccessEntry::Kind kind, const Hash& secret) {
  const auto now = clock_.now_ms() / 1'000;
  const std::scoped_lock lock(mutex_);
  refresh();
  for (const auto& entry : entries_) {
    if (entry.kind == kind && crypto::equal_in_constant_time(entry.secret.view(), secret.view()) &&
        entry.valid_at(now)) {
      return Operator{entry.id, entry.name, entry.organization, entry.roles, entry.kind};
    }
  }
  return std::nullopt;
}

std::optional<Operator> AccessService::by_token(std::string_view token) {
  if (!is_token(token)) return std::nullopt;
  return find(AccessEntry::Kind::token, crypto::sha256(view_of(token)));
}

std::optional<Operator> AccessService::by_certificate(const Hash& pin) {
  return find(AccessEntry::Kind::certificate, pin);
}

std::vector<AccessEntry> AccessService::entries() {
  const std::scoped_lock lock(mutex_);
  refresh();
  return entries_;
}

}  // namespace kaisho::services
