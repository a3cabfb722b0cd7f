#pragma once

#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "member.hpp"
#include "random.hpp"

namespace kaisho::sim {

/// What the faults of one run are, drawn from its seed.
struct Weather {
  std::size_t members = 4;
  std::optional<std::size_t> liar;
  unsigned loss = 0;             ///< per cent of messages
  unsigned repeat = 0;           ///< per cent of messages
  std::uint64_t delay = 1;       ///< ticks, at most
  unsigned crashes = 0;          ///< per mille: of a member, in one tick
  std::uint64_t down = 20;       ///< ticks, at most
  std::size_t transactions = 8;  ///< of one client, at most
};
[[nodiscard]] Weather draw_weather(Random& random);

struct Outcome {
  std::optional<std::string> violation;  ///< nothing: all held
  std::uint64_t ticks = 0, heights = 0, rounds = 0, crashes = 0, lies = 0, refusals = 0, transactions = 0, skips = 0;
};

using Trace = std::function<void(const std::string&)>;

/// A consortium in one process: members, their clients, a network that delays, loses, repeats and reorders, and an
/// ideal engine that decides on what more than two thirds accepted. One seed, one history.
class Simulation {
 public:
  Simulation(const Workload& workload, std::uint64_t seed, Break broken, Trace trace);
  [[nodiscard]] Outcome run();

 private:
  struct Message {
    std::size_t to = 0;
    PackedPtr batch;  // one of the two
    BlockPtr proposal;
  };
  struct Client {
    std::size_t total = 0;
    std::uint64_t next = 0;  // nonce: all below were executed
  };
  struct Round {
    std::uint64_t height = 0;
    std::uint64_t number = 0;
    std::uint64_t ends = 0;
    std::set<std::size_t> voted;
    std::map<Hash, std::pair<BlockPtr, std::set<std::size_t>>> accepts;
  };
  /// What the first honest member got at a height; every other one must get the same.
  struct Reference {
    Hash app_hash;
    std::vector<consensus::BatchResult> results;
    std::vector<consensus::Validator> updates;
  };

  void tick();
  void deliver();
  void vote(std::size_t index, const BlockPtr& block);
  void clients();
  void gossip();
  void consensus_round();
  void propose(std::size_t index);
  void send_proposal(const BlockPtr& block, const std::function<bool(std::size_t)>& to);
  void follow();
  void commit(std::size_t index);
  void faults();
  void restart(std::size_t index);
  void calm_down();
  [[nodiscard]] bool is_finished() const;

  void send(Message message);
  void broadcast(const PackedPtr& batch, std::size_t from);
  [[nodiscard]] bool is_liar(std::size_t index) const { return weather_.liar == index; }
  [[nodiscard]] bool is_current(std::size_t index) const;
  [[nodiscard]] std::vector<PackedPtr> lie(std::vector<PackedPtr> batches);
  [[nodiscard]] PackedPtr bad_batch();
  void fail(std::string what);
  template <class... Parts>
  void note(const Parts&... parts);

  const Workload& workload_;
  Random random_;
  Weather weather_;
  Trace trace_;
  std::unique_ptr<ledger::Executor> executor_;
  ledger::Rules rules_;
  std::vector<std::unique_ptr<Member>> members_;
  std::vector<std::uint64_t> acknowledged_;  // consensus height whose Commit returned, by member
  std::vector<std::uint64_t> down_until_;
  std::vector<Client> clients_;
  std::multimap<std::pair<std::uint64_t, std::uint64_t>, Message> network_;
  std::vector<BlockPtr> decided_;  // height 1 first
  std::vector<Reference> references_;
  std::optional<Round> round_;
  std::uint64_t rounds_ = 0;  // of the height that is not decided yet
  std::uint64_t now_ = 0;
  Outcome outcome_;
};

template <class... Parts>
void Simulation::note(const Parts&... parts) {
  if (!trace_) return;
  std::ostringstream line;
  line << "tick " << now_ << ": ";
  (line << ... << parts);
  trace_(line.str());
}

}  // namespace kaisho::sim
