#pragma once

#include <filesystem>
#include <vector>

#include <kaisho/ledger/genesis.hpp>
#include <kaisho/ledger/transaction.hpp>

/// Real ERC-20 transfers, signed before any clock runs.
namespace kaisho::bench {

inline constexpr ChainId kChainId = 31337;
inline constexpr std::size_t kHolders = 1'000;

/// Whoever takes part; index 0 deploys the token and hands it out.
class Workload {
 public:
  /// `token` is the compiled artifact of contracts/bench. Throws std::runtime_error where it can not be read.
  explicit Workload(const std::filesystem::path& token);

  /// No account needs the ledger's own coin: the gas price is 0.
  [[nodiscard]] static ledger::Genesis genesis();
  /// The deployment, then one transfer to each holder.
  [[nodiscard]] std::vector<Bytes> setup() const;
  /// The next `count` transfers, each holder in turn to a random other one. Signed on all cores.
  [[nodiscard]] std::vector<Bytes> transfers(std::size_t count);

 private:
  [[nodiscard]] ledger::Transaction draft(std::uint64_t nonce, std::optional<Address> to, Bytes data, Gas gas) const;

  Bytes creation_code_;
  std::vector<crypto::PrivateKey> keys_;
  std::vector<Address> holders_;
  std::vector<std::uint64_t> nonces_;
  Address token_;
  std::uint64_t random_ = 1;
  std::size_t turn_ = 0;
};

}  // namespace kaisho::bench
