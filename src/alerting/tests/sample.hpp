#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include <kaisho/base/clock.hpp>

#include "kaisho/alerting/outbox.hpp"

namespace kaisho::alerting::test {

inline Alert sample(std::string id = "alert_1") {
  Alert alert;
  alert.id = std::move(id);
  alert.code = "policy_unauthorized";
  alert.alarm = true;
  alert.consortium = "demo";
  alert.chain_id = 31337;
  alert.height = 12;
  alert.block.bytes[0] = 1;
  alert.time = 1'800'000'000;
  alert.user = "acme";
  alert.token = "BOND";
  alert.title = {"unauthorized policy", "許可のないポリシー"};
  alert.text = {"The policy is not authorized.", "ポリシーが許可されていません。"};
  return alert;
}

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = std::filesystem::temp_directory_path() / "kaisho-alerting-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(path / name) << text;
    std::filesystem::permissions(path / name, std::filesystem::perms::owner_read);
    return path / name;
  }
  std::filesystem::path path;
};

class TestClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override { return now; }
  std::atomic<std::uint64_t> now = 1'800'000'000'000;
};

}  // namespace kaisho::alerting::test
