#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <future>

#include "kaisho/abci/grammar.hpp"
#include "kaisho/abci/server.hpp"
#include "raw_client.hpp"
#include "toy_application.hpp"

/// A server of the toy application, and requests to it.
namespace kaisho::abci {

namespace pb = ::tendermint::abci;

inline pb::Request check(const std::string& tx) {
  pb::Request request;
  request.mutable_check_tx()->set_tx(tx);
  return request;
}
inline pb::Request echo(const std::string& message) {
  pb::Request request;
  request.mutable_echo()->set_message(message);
  return request;
}
inline pb::Request info() {
  pb::Request request;
  request.mutable_info();
  return request;
}
inline pb::Request commit() {
  pb::Request request;
  request.mutable_commit();
  return request;
}
inline pb::Request finalize(std::int64_t height) {
  pb::Request request;
  request.mutable_finalize_block()->set_height(height);
  request.mutable_finalize_block()->set_hash(std::string(32, 'h'));
  return request;
}

/// A server with its application, in a folder of its own; the log's lines can be waited for.
class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kaisho-abci-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    settings.listen = "unix://" + (folder / "abci.sock").string();
  }
  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  void start() {
    auto started = Server::start(settings, application,
                                 {.log = [this](std::string_view line) { note(line); },
                                  .on_halt = [this](const std::string& why) { halted.set_value(why); },
                                  .observe = std::ref(calls)});
    ASSERT_TRUE(started.has_value()) << started.error();
    server = std::move(*started);
  }
  RawClient client() { return RawClient(server->address()); }

  void note(std::string_view line) {
    const std::lock_guard lock(mutex);
    log.emplace_back(line);
    changed.notify_all();
  }
  /// Waits until a line with this text is there.
  bool logged(const std::string& text) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), [&] {
      return std::ranges::any_of(log, [&](const auto& line) { return line.contains(text); });
    });
  }

  std::filesystem::path folder;
  ServerSettings settings;
  ToyApplication application;
  CallLog calls;
  std::promise<std::string> halted;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> log;
  std::unique_ptr<Server> server;
};

}  // namespace kaisho::abci
