#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kaisho/base/types.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/ledger/transaction.hpp>

#include "rpc_client.hpp"

namespace kaisho::cli {

/// A transaction that was mined.
struct Sent {
  Hash hash;
  Height height = 0;
  Gas gas_used = 0;
  std::optional<Address> created;
  boost::json::object receipt;
};

/// Sends one account's transactions: nonce and gas from the node, signed here, waited for. A revert's data becomes the
/// sentence of the governance error or of Error(string).
class Sender {
 public:
  Sender(RpcClient& node, crypto::PrivateKey key) : node_(node), key_(std::move(key)) {}

  [[nodiscard]] Address address() const { return crypto::address_of(key_); }

  /// Gas is estimated where `gas` is 0. Codes: those of RpcClient, the name of a program's error, reverted, refused and
  /// not_admitted (the node did not take it), not_mined.
  [[nodiscard]] Result<Sent> send(const std::optional<Address>& to, Bytes data, Amount value = {}, Gas gas = 0);

 private:
  [[nodiscard]] Result<ledger::Transaction> complete(ledger::Transaction draft);
  [[nodiscard]] Result<Sent> wait_for(const Hash& hash);

  RpcClient& node_;
  crypto::PrivateKey key_;
};

/// The result of a call that changes nothing. Codes: those of RpcClient, reverted.
[[nodiscard]] Result<Bytes> call_contract(RpcClient& node, const Address& to, ByteView data,
                                          const std::optional<Address>& from = {}, std::string_view block = "latest");

/// A QUANTITY that the node answered. Codes: node_answer_malformed.
[[nodiscard]] Result<std::uint64_t> quantity(const boost::json::value& value);
/// Calls a method that answers a QUANTITY.
[[nodiscard]] Result<std::uint64_t> ask_quantity(RpcClient& node, std::string_view method,
                                                 boost::json::array params = {});

}  // namespace kaisho::cli
