#include "workload.hpp"

#include <boost/json.hpp>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::bench {
namespace {

constexpr std::uint64_t kSupply = 1'000'000'000'000;
constexpr std::uint64_t kStock = 1'000'000;  // of each holder
constexpr Gas kTransferGas = 60'000;

crypto::PrivateKey key(std::size_t number) {
  const auto seed = crypto::sha256(view_of("kaisho bench " + std::to_string(number)));
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(seed.bytes));
}

/// ERC-20 transfer(address,uint256).
Bytes transfer_call(const Address& to, std::uint64_t amount) {
  Bytes data{0xa9, 0x05, 0x9c, 0xbb};
  append(data, word_of(to).view());
  append(data, word_of(U256{amount}).view());
  return data;
}

Bytes creation_code_of(const std::filesystem::path& artifact) {
  std::ifstream file(artifact);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  boost::system::error_code error;
  const auto json = boost::json::parse(text, error);
  const auto* object = error ? nullptr : json.if_object();
  const auto* bytecode = object ? object->if_contains("bytecode") : nullptr;
  const auto code = bytecode && bytecode->is_string() ? from_hex(bytecode->get_string()) : std::nullopt;
  if (!code) throw std::runtime_error(artifact.string() + " is no compiled contract: build the target contracts_bench");
  return *code;
}

}  // namespace

Workload::Workload(const std::filesystem::path& token)
    : creation_code_(creation_code_of(token)), nonces_(kHolders + 1, 0) {
  append(creation_code_, word_of(U256{kSupply}).view());
  for (std::size_t i = 0; i <= kHolders; ++i) {
    keys_.push_back(key(i));
    holders_.push_back(crypto::address_of(keys_.back()));
  }
  token_ = ledger::contract_address(holders_[0], 0);
}

ledger::Genesis Workload::genesis() {
  ledger::Genesis genesis;
  genesis.chain_id = kChainId;
  return genesis;
}

ledger::Transaction Workload::draft(std::uint64_t nonce, std::optional<Address> to, Bytes data, Gas gas) const {
  ledger::Transaction draft;
  draft.type = ledger::TransactionType::dynamic_fee;
  draft.chain_id = kChainId;
  draft.nonce = nonce;
  draft.gas_limit = gas;
  draft.to = to;
  draft.data = std::move(data);
  return draft;
}

std::vector<Bytes> Workload::setup() const {
  std::vector<Bytes> wires;
  const auto add = [&](ledger::Transaction made) {
    wires.push_back(ledger::encode_transaction(ledger::sign_transaction(std::move(made), keys_[0])));
  };
  add(draft(0, std::nullopt, creation_code_, 5'000'000));
  for (std::size_t i = 1; i <= kHolders; ++i) add(draft(i, token_, transfer_call(holders_[i], kStock), kTransferGas));
  return wires;
}

std::vector<Bytes> Workload::transfers(std::size_t count) {
  std::vector<std::pair<std::size_t, ledger::Transaction>> drafts;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = 1 + turn_++ % kHolders;
    random_ = random_ * 6364136223846793005u + 1442695040888963407u;  // deterministic (Knuth's MMIX)
    const std::size_t to = 1 + (from + (random_ >> 33) % (kHolders - 1)) % kHolders;
    drafts.emplace_back(from, draft(nonces_[from]++, token_, transfer_call(holders_[to], 1), kTransferGas));
  }
  std::vector<Bytes> wires(count);
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> signers;
  for (std::size_t thread = 0; thread < threads; ++thread) {
    signers.emplace_back([&, thread] {
      for (std::size_t i = thread; i < count; i += threads) {
        auto& [from, made] = drafts[i];
        wires[i] = ledger::encode_transaction(ledger::sign_transaction(std::move(made), keys_[from]));
      }
    });
  }
  signers.clear();
  return wires;
}

}  // namespace kaisho::bench
