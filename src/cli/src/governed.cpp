#include "governed.hpp"

#include <kaisho/base/hex.hpp>

#include "key_file.hpp"

namespace kaisho::cli {

Result<Report> govern(const NodeOption& node_option, const KeyOption& key_option, Bytes call, Table also,
                      boost::json::object data, Gas gas) {
  auto key = read_key(key_option.file);
  if (!key) return std::unexpected(key.error());
  auto node = node_option.connect();
  if (!node) return std::unexpected(node.error());
  const auto sent = Sender(*node, std::move(*key)).send(governance::kGovernanceAddress, std::move(call), {}, gas);
  if (!sent) return std::unexpected(sent.error());
  also.row("transaction", to_hex(sent->hash)).row("block", std::to_string(sent->height));
  data["transactionHash"] = to_hex(sent->hash);
  data["blockNumber"] = sent->height;
  return Report{also.text(), std::move(data)};
}

Result<Report> read_ledger(const NodeOption& node_option,
                           const std::function<Result<Report>(RpcClient&, const LedgerReader&)>& read) {
  auto node = node_option.connect();
  if (!node) return std::unexpected(node.error());
  const auto ledger = LedgerReader::latest(*node);
  if (!ledger) return std::unexpected(ledger.error());
  try {
    return read(*node, **ledger);
  } catch (const LedgerReader::Broken& broken) {
    return std::unexpected(broken.failure);
  }
}

}  // namespace kaisho::cli
