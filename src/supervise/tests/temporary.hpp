#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <thread>

namespace kaisho::supervise {

/// A folder that goes with this object.
struct Temporary {
  Temporary() {
    std::string name = (std::filesystem::temp_directory_path() / "kaisho-supervise-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::filesystem::path log() const { return path / "log"; }
  std::filesystem::path path;
};

/// Whether it becomes true within a minute.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 6000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace kaisho::supervise
