#pragma once

#include <mutex>
#include <ostream>
#include <string>

#include "network_status.hpp"

namespace kaisho::cli {

/// What `consortium up` shows: sentences as they come, and the table. On a terminal the table stays below and changes
/// in place; elsewhere it is printed when somebody's state changes; as JSON every change is one line. Thread-safe.
class NetworkScreen {
 public:
  NetworkScreen(std::ostream& out, bool json, bool terminal) : out_(out), json_(json), terminal_(terminal) {}

  void say(const std::string& sentence);
  void show(const NetworkStatus& status);

 private:
  void clear_table();

  std::mutex mutex_;
  std::ostream& out_;
  bool json_, terminal_;
  std::string table_, states_;
  std::size_t lines_ = 0;
};

}  // namespace kaisho::cli
