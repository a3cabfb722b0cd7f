#include "load.hpp"

#include <array>

#include <kaisho/base/hex.hpp>

namespace kaisho::crash {
namespace json = boost::json;

namespace {

/// The keys of accounts 0 to 3 that developers' nodes fund: derived from the mnemonic "test test … junk", known to all.
constexpr std::array kKeys = {
    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
};
constexpr std::size_t kBatch = 20;

/// Creates a program that logs its call's first word: PUSH11 runtime; runtime is CALLDATALOAD 0 as topic and stores it
/// at slot 0 as well.
const Bytes kLoggerCode{0x6b, 0x60, 0x00, 0x35, 0x80, 0x60, 0x00, 0x55, 0x60, 0x00, 0x60,
                        0x00, 0xa1, 0x60, 0x00, 0x52, 0x60, 0x0c, 0x60, 0x14, 0xf3};

crypto::PrivateKey key_of(std::size_t number) {
  const auto bytes = *from_hex(kKeys.at(number));
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(std::span<const std::uint8_t, 32>(bytes.data(), 32)));
}

}  // namespace

LoadClient::LoadClient(std::size_t number, LedgerOfRecord& record)
    : number_(number), record_(record), key_(key_of(number)), address_(crypto::address_of(key_)) {}

Bytes LoadClient::next_wire() {
  ledger::Transaction made;
  made.type = ledger::TransactionType::dynamic_fee;
  made.chain_id = 31337;
  made.nonce = nonce_++;
  made.gas_limit = 100'000;
  if (made.nonce == 0) {
    made.data = kLoggerCode;
  } else if (made.nonce % 2 == 0) {
    made.to = address_of(word_of(U256{0x1000 + made.nonce % 97}));
    made.value = 1;
  } else {
    made.to = ledger::contract_address(address_, 0);
    made.data = bytes_of(word_of(U256{made.nonce}).view());
  }
  return ledger::encode_transaction(ledger::sign_transaction(std::move(made), key_));
}

/// Goes on at the account's nonce: what was sent and not answered before the kill may be in a block, or not.
std::optional<std::string> LoadClient::start(RpcClient& node) {
  const auto count = node.call("eth_getTransactionCount", {json::value(to_hex(address_)), json::value("latest")});
  if (!count || !count->is_string()) return std::nullopt;
  const auto nonce = from_quantity(count->as_string());
  if (!nonce) return "eth_getTransactionCount answered " + json::serialize(*count);
  if (*nonce < U256{acknowledged_}) {
    return "account " + std::to_string(number_) + " has nonce " + nonce->to_decimal() + ", but receipts up to nonce " +
           std::to_string(acknowledged_) + " were seen";
  }
  nonce_ = nonce->low_u64();
  return std::nullopt;
}

std::optional<std::string> LoadClient::run(unsigned short port) {
  RpcClient node(port);
  if (auto problem = start(node)) return problem;
  while (true) {
    std::vector<RpcClient::Call> sends, reads;
    for (std::size_t i = 0; i < kBatch; ++i) {
      sends.push_back({"eth_sendRawTransaction", {json::value(to_hex(next_wire()))}});
    }
    const auto hashes = node.batch(sends);
    if (!hashes) return std::nullopt;
    for (const auto& hash : *hashes) {
      if (hash.is_null()) return "a transaction of account " + std::to_string(number_) + " was refused";
      reads.push_back({"eth_getTransactionReceipt", {hash}});
    }
    const auto receipts = node.batch(reads);
    if (!receipts) return std::nullopt;
    for (std::size_t i = 0; i < receipts->size(); ++i) {
      const auto& receipt = (*receipts)[i];
      if (receipt.is_null()) return "no receipt behind an answered hash, though blocks are made on demand";
      record_.add(std::string((*hashes)[i].as_string()), receipt);
    }
    acknowledged_ = nonce_;
  }
}

}  // namespace kaisho::crash
