#pragma once

#include <kaisho/codec/rlp.hpp>

#include "kaisho/ledger/transaction.hpp"

/// What the wire form and the signing digest have in common.
namespace kaisho::ledger {

/// A writer that begins with the type byte of EIP-2718, if there is one.
[[nodiscard]] codec::rlp::Writer envelope(const Transaction& tx);
/// The fields in front of the signature, in wire order.
void write_unsigned_fields(codec::rlp::Writer& out, const Transaction& tx);

}  // namespace kaisho::ledger
