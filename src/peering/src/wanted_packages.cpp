#include "wanted_packages.hpp"

namespace kaisho::peering {

void WantedPackages::add(const Hash& package, bool is_here) {
  const std::scoped_lock lock(mutex_);
  if (!known_.insert(package).second || is_here) return;
  wanted_.try_emplace(package);
}

void WantedPackages::arrived(const Hash& package) {
  const std::scoped_lock lock(mutex_);
  wanted_.erase(package);
}

std::vector<Hash> WantedPackages::known() const {
  const std::scoped_lock lock(mutex_);
  return {known_.begin(), known_.end()};
}

std::optional<Hash> WantedPackages::claim(const std::string& member, Time now) {
  const std::scoped_lock lock(mutex_);
  for (auto& [package, wanted] : wanted_) {
    if (wanted.claimed || wanted.liars.contains(member)) continue;
    const auto wait = wanted.not_before.find(member);
    if (wait != wanted.not_before.end() && now < wait->second) continue;
    wanted.claimed = true;
    return package;
  }
  return std::nullopt;
}

void WantedPackages::release(const Hash& package) {
  const std::scoped_lock lock(mutex_);
  if (const auto at = wanted_.find(package); at != wanted_.end()) at->second.claimed = false;
}

void WantedPackages::lacks(const Hash& package, const std::string& member, Time until) {
  const std::scoped_lock lock(mutex_);
  if (const auto at = wanted_.find(package); at != wanted_.end()) at->second.not_before[member] = until;
}

void WantedPackages::lied(const Hash& package, const std::string& member) {
  const std::scoped_lock lock(mutex_);
  ++lies_[member];
  if (const auto at = wanted_.find(package); at != wanted_.end()) at->second.liars.insert(member);
}

std::size_t WantedPackages::lies_of(const std::string& member) const {
  const std::scoped_lock lock(mutex_);
  const auto at = lies_.find(member);
  return at == lies_.end() ? 0 : at->second;
}

}  // namespace kaisho::peering
