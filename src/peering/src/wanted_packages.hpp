#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <kaisho/base/types.hpp>

namespace kaisho::peering {

/// Which packages are wanted, who is fetching them, and who is not asked any more. Thread-safe.
class WantedPackages {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Known from now on; wanted where it is not here.
  void add(const Hash& package, bool is_here);
  void arrived(const Hash& package);
  [[nodiscard]] std::vector<Hash> known() const;

  /// A package that nobody is fetching and that this member may have; it is the caller's until `release`.
  [[nodiscard]] std::optional<Hash> claim(const std::string& member, Time now);
  void release(const Hash& package);
  /// The member does not have it: not asked again before `until`.
  void lacks(const Hash& package, const std::string& member, Time until);
  /// The member sent other bytes: never asked for it again.
  void lied(const Hash& package, const std::string& member);
  [[nodiscard]] std::size_t lies_of(const std::string& member) const;

 private:
  struct Wanted {
    bool claimed = false;
    std::map<std::string, Time> not_before;
    std::set<std::string> liars;
  };
  mutable std::mutex mutex_;
  std::set<Hash> known_;
  std::map<Hash, Wanted> wanted_;
  std::map<std::string, std::size_t> lies_;
};

}  // namespace kaisho::peering
