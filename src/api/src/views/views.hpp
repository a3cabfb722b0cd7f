#pragma once

#include <kaisho/services/types.hpp>

#include "rpc/json_writer.hpp"

/// Blocks, transactions, receipts and logs as execution-apis (the JSON-RPC specification of Ethereum) shows them.
namespace kaisho::api {

/// `full`: transactions as objects, otherwise as hashes. Roots are Kaisho's (docs/formats/block.md); there are no
/// uncles, and no total difficulty.
void write_block(JsonWriter& to, const services::BlockPtr& block, bool full);

/// A transaction in its block.
void write_transaction(JsonWriter& to, const services::MinedTransaction& mined);
/// A transaction that waits for a block.
void write_transaction(JsonWriter& to, const ledger::SignedTransaction& waiting);

void write_receipt(JsonWriter& to, const services::MinedTransaction& mined);
void write_log(JsonWriter& to, const services::FoundLog& found);

}  // namespace kaisho::api
