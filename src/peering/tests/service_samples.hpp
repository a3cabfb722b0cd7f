#pragma once

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/merkle.hpp>
#include <map>
#include <thread>

#include "kaisho/peering/exchange.hpp"
#include "kaisho/peering/peer_client.hpp"
#include "kaisho/peering/peer_server.hpp"
#include "peering_samples.hpp"

/// Members with services on loopback.
namespace kaisho::peering::testing {

namespace merkle = codec::merkle;
inline const std::string kOrigin = "kaisho/31337/00112233aabbccdd";
inline constexpr Timestamp kDay = 86'400;

/// What all members know of each other; stands for the ledger.
class Registry {
 public:
  void set(const Member& member) {
    const std::scoped_lock lock(mutex_);
    members_[member.name] = member;
  }
  void remove(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    members_.erase(name);
  }
  [[nodiscard]] Member get(const std::string& name) const {
    const std::scoped_lock lock(mutex_);
    return members_.at(name);
  }
  [[nodiscard]] Members members() const {
    return [this] {
      const std::scoped_lock lock(mutex_);
      std::vector<Member> all;
      for (const auto& [name, member] : members_) all.push_back(member);
      return all;
    };
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Member> members_;
};

inline void write_text(const std::filesystem::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

/// Waits for something that other threads do; the deadline is far beyond what it takes.
inline bool eventually(const std::function<bool()>& holds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

/// One member: history, keys, folder, and as much of a service as a test starts.
struct MemberNode {
  MemberNode(std::string member_name, std::uint8_t key_number, Registry& known, const std::filesystem::path& root)
      : name(std::move(member_name)), number(key_number), registry(known), folder(root / name) {
    std::filesystem::create_directories(folder);
    write_text(folder / "tls.key", key);
    write_text(folder / "tls.crt", certificate_for(key, name, kNow));
    grow(5);
    identity = Identity::open({folder / "tls.crt", folder / "tls.key"}, name, clock, log()).value();
    packages = PackageStore::open(folder / "packages").value();
    keeper = CheckpointKeeper::open({.history = history(),
                                     .signer = CheckpointKeeper::Signer{name, signing_key(number)},
                                     .members = registry.members(),
                                     .folder = folder,
                                     .warn = log()})
                 .value();
    registry.set(record(""));
  }

  [[nodiscard]] Member record(const std::string& address) const {
    return {name, address.empty() ? "" : "https://" + address, identity->credentials().certificate.pin,
            signing_key(number).public_key()};
  }
  void serve(const ServerLimits& limits = {}, const std::string& listen = "127.0.0.1:0",
             const PrivateDesk* desk = nullptr) {
    server = PeerServer::start(listen,
                               {.self = name,
                                .origin = kOrigin,
                                .identity = *identity,
                                .clock = clock,
                                .members = registry.members(),
                                .keeper = keeper.get(),
                                .packages = *packages,
                                .desk = desk,
                                .log = log()},
                               limits)
                 .value();
    registry.set(record(server->address()));
  }
  void exchange_with_all(const PrivateExchange* records = nullptr) {
    using std::chrono::milliseconds;
    exchange = std::make_unique<Exchange>(
        Exchange::Dependencies{.self = name,
                               .identity = *identity,
                               .clock = clock,
                               .members = registry.members(),
                               .keeper = keeper.get(),
                               .packages = *packages,
                               .private_records = records,
                               .height = [this] { return size() - 1; },
                               .registered_in =
                                   [this](Height height) {
                                     const std::scoped_lock lock(mutex);
                                     const auto at = registered.find(height);
                                     return at == registered.end() ? std::vector<Hash>() : at->second;
                                   },
                               .info = log(),
                               .warn = log()},
        ExchangeTimes{.tick = milliseconds(10),
                      .poll = milliseconds(50),
                      .first_pause = milliseconds(10),
                      .longest_pause = milliseconds(50),
                      .ask_again = milliseconds(50),
                      .repeat = milliseconds(20)});
  }
  void grow(std::uint64_t blocks, std::uint8_t flavour = 0) {
    const std::scoped_lock lock(mutex);
    for (; blocks > 0; --blocks) {
      const std::uint8_t leaf[] = {static_cast<std::uint8_t>(leaves.size()), flavour};
      leaves.push_back(merkle::leaf_hash(leaf));
    }
  }
  [[nodiscard]] std::uint64_t size() const {
    const std::scoped_lock lock(mutex);
    return leaves.size();
  }
  void put(const governance::Package& package) const {
    const auto archive = to_archive(package);
    ASSERT_TRUE(packages->begin(package.hash, "self"));
    ASSERT_TRUE(packages->add(package.hash, 0, archive));
  }
  [[nodiscard]] History history() {
    return {kOrigin, [this] { return size(); },
            [this](std::uint64_t blocks) -> std::optional<Hash> {
              const std::scoped_lock lock(mutex);
              if (blocks > leaves.size()) return std::nullopt;
              return merkle::root(std::span(leaves).first(blocks));
            }};
  }
  std::function<void(std::string_view)> log() {
    return [this](std::string_view line) {
      const std::scoped_lock lock(log_mutex);
      lines.emplace_back(line);
    };
  }
  [[nodiscard]] bool logged(std::string_view part) const {
    const std::scoped_lock lock(log_mutex);
    return std::ranges::any_of(lines, [&](const auto& line) { return line.find(part) != std::string::npos; });
  }

  std::string name;
  std::uint8_t number;
  Registry& registry;
  std::filesystem::path folder;
  TestClock clock;
  std::string key = tls_key();
  mutable std::mutex mutex;
  std::vector<Hash> leaves;
  std::map<Height, std::vector<Hash>> registered;
  mutable std::mutex log_mutex;
  std::vector<std::string> lines;
  std::unique_ptr<Identity> identity;
  std::unique_ptr<PackageStore> packages;
  std::unique_ptr<CheckpointKeeper> keeper;
  std::unique_ptr<PeerServer> server;
  std::unique_ptr<Exchange> exchange;
};

}  // namespace kaisho::peering::testing
