#pragma once

#include <functional>

#include "ledger_reader.hpp"
#include "node_option.hpp"
#include "report.hpp"
#include "sender.hpp"

namespace kaisho::cli {

/// Sends a call of the governance contract with the key and reports the block; `also` is put in front. Gas is estimated
/// where `gas` is 0, and what would be refused is not sent then.
[[nodiscard]] Result<Report> govern(const NodeOption& node, const KeyOption& key, Bytes call, Table also = {},
                                    boost::json::object data = {}, Gas gas = 0);

/// Connects, reads the ledger's last block and lets `read` say what it finds there.
[[nodiscard]] Result<Report> read_ledger(const NodeOption& node,
                                         const std::function<Result<Report>(RpcClient&, const LedgerReader&)>& read);

}  // namespace kaisho::cli
