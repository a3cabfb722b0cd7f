#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include <kaisho/crypto/all_signed.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/recover_many.hpp>
#include <kaisho/pool/thread_time.hpp>

/// What one signature costs when many are checked in one sum, as a ratio to recovering it alone in the same run.
///   bench_signatures
namespace {

using namespace kaisho;
constexpr std::size_t kSignatures = 2'000;
constexpr int kRounds = 5;

struct Sample {
  std::vector<crypto::SignedBy> claims;
  std::vector<crypto::PublicKey> keys;
};

Sample sample(std::size_t signatures, std::size_t keys) {
  Sample made;
  std::vector<crypto::PrivateKey> secrets;
  for (std::size_t i = 0; i < keys; ++i) {
    const auto bytes = crypto::keccak256(view_of("key " + std::to_string(i))).bytes;
    secrets.push_back(crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes)).value());
    made.keys.push_back(crypto::public_key(secrets.back()));
  }
  for (std::size_t i = 0; i < signatures; ++i) {
    const auto digest = crypto::keccak256(view_of("digest " + std::to_string(i)));
    made.claims.push_back({digest, crypto::sign(secrets[i % keys], digest), static_cast<std::uint32_t>(i % keys)});
  }
  return made;
}

/// Microseconds of processor time of one signature; the best of several rounds, for other processes share the machine.
template <class Work>
double each(std::size_t signatures, const Work& work) {
  double best = 1e12;
  for (int round = 0; round < kRounds; ++round) {
    const auto before = pool::thread_time_ns();
    bool good = true;
    std::size_t done = 0;
    for (; done < kSignatures; done += signatures) good &= work();
    best = good ? std::min(best, static_cast<double>(pool::thread_time_ns() - before) / 1e3 / static_cast<double>(done))
                : 1e12;
  }
  return best;
}

double recovered_alone(const Sample& all) {
  return each(all.claims.size(), [&] {
    return std::ranges::all_of(all.claims, [](const crypto::SignedBy& claim) {
      return crypto::recover_public_key(claim.digest, claim.signature).has_value();
    });
  });
}

double recovered_together(const Sample& all) {
  std::vector<crypto::SignedDigest> signatures;
  for (const auto& claim : all.claims) signatures.push_back({claim.digest, claim.signature});
  return each(signatures.size(), [&] {
    return std::ranges::all_of(crypto::recover_public_keys(signatures),
                               [](const auto& key) { return key.has_value(); });
  });
}

}  // namespace

int main() {
  const double alone = recovered_alone(sample(200, 200));
  fmt::print("recovering one alone (libsecp256k1): {:.1f} us\n\nat once             us each    ratio\n", alone);
  for (const std::size_t signatures : {1u, 4u, 25u, 200u}) {
    const double together = recovered_together(sample(signatures, signatures));
    fmt::print("{:7} {:19.1f} {:8.2f}\n", signatures, together, together / alone);
  }
  fmt::print("\nin one sum     keys    us each    ratio\n");
  for (const std::size_t signatures : {4u, 16u, 64u, 250u, 500u, 1'000u}) {
    for (const auto keys : {signatures, signatures / 4}) {
      const auto some = sample(signatures, keys);
      const double together = each(signatures, [&] { return crypto::all_signed(some.claims, some.keys); });
      fmt::print("{:10} {:8} {:10.1f} {:8.2f}\n", signatures, keys, together, together / alone);
    }
  }
}
