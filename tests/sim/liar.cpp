#include "simulation.hpp"

// What the liar sends and proposes.
namespace kaisho::sim {

/// Something that no correct member sends.
PackedPtr Simulation::bad_batch() {
  switch (random_.below(6)) {
    case 0: {
      Bytes noise(random_.between(0, 60));
      for (auto& byte : noise) byte = static_cast<std::uint8_t>(random_.next());
      if (!noise.empty() && random_.chance(50)) noise.front() = consensus::kBatchVersion;
      return pack(std::move(noise));
    }
    case 1:
      return pack(consensus::encode_batch(std::vector{random_.pick(workload_.impossible())}));
    case 2: {  // a transaction with a bent byte: no signature, or another sender's
      const auto& tx = random_.pick(workload_.of(random_.below(kClients)));
      auto wire = tx->wire;
      wire[random_.below(wire.size())] ^= static_cast<std::uint8_t>(1u << random_.below(8));
      return pack(consensus::encode_batch(std::vector<consensus::BatchEntry>{{tx->sender, wire}}));
    }
    case 3: {  // twice in one batch
      const auto& tx = random_.pick(workload_.of(random_.below(kClients)));
      return pack(consensus::encode_batch(std::vector{tx, tx}));
    }
    case 4: {  // said to be another client's
      const auto client = random_.below(kClients);
      const auto& tx = random_.pick(workload_.of(client));
      const auto& other = random_.pick(workload_.of((client + 1) % kClients));
      return pack(consensus::encode_batch(std::vector<consensus::BatchEntry>{{other->sender, tx->wire}}));
    }
    default: {  // perhaps long executed, perhaps far ahead: of the whole program, whether its client sent it or not
      const auto& all = workload_.of(random_.below(kClients));
      return pack(consensus::encode_batch(std::vector{all[random_.below(3)]}));
    }
  }
}

std::vector<PackedPtr> Simulation::lie(std::vector<PackedPtr> batches) {
  switch (random_.below(5)) {
    case 0:
      random_.shuffle(batches);  // legal: nobody owes an order
      break;
    case 1:
      if (!batches.empty()) batches.push_back(random_.pick(batches));
      break;
    case 2:  // what was decided before
      if (!decided_.empty() && !decided_.back()->batches.empty()) batches.push_back(decided_.back()->batches.front());
      break;
    case 3:
      batches.clear();
      break;
    default:
      batches.insert(batches.begin() + static_cast<std::ptrdiff_t>(random_.below(batches.size() + 1)), bad_batch());
  }
  return batches;
}

}  // namespace kaisho::sim
