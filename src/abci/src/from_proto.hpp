#pragma once

#include <expected>
#include <string>
#include <string_view>

#include <abci.pb.h>

#include "kaisho/abci/wire.hpp"

/// From Protobuf's messages to ours, with every check that a field needs.
namespace kaisho::abci {

namespace proto = ::tendermint::abci;

template <class T>
using Decoded = std::expected<T, WireError>;

inline std::unexpected<WireError> bad_field(std::string reason) {
  return std::unexpected(WireError{WireError::Code::bad_field, std::move(reason)});
}

/// A number that the wire has signed and that no engine sends negative.
[[nodiscard]] Decoded<std::uint64_t> natural(std::int64_t value, std::string_view what);

/// Nanoseconds; refused where 64 bits cannot hold them (before 1677, after 2262).
[[nodiscard]] Decoded<TimeNs> time_of(const proto::Timestamp& time);

/// Exactly N bytes; none at all stand for zeros where `may_be_absent`.
template <class T>
[[nodiscard]] Decoded<T> fixed(const std::string& bytes, std::string_view what, bool may_be_absent = false) {
  if (bytes.empty() && may_be_absent) return T{};
  if (bytes.size() != T::kSize) {
    return bad_field(std::string(what) + " has " + std::to_string(bytes.size()) + " bytes instead of " +
                     std::to_string(T::kSize));
  }
  return T::from(view_of(bytes).first<T::kSize>());
}

[[nodiscard]] Decoded<Request> info(const proto::RequestInfo& from);
[[nodiscard]] Decoded<Request> init_chain(const proto::RequestInitChain& from);
[[nodiscard]] Decoded<Request> query(const proto::RequestQuery& from);
[[nodiscard]] Decoded<Request> check_tx(const proto::RequestCheckTx& from);
[[nodiscard]] Decoded<Request> offer_snapshot(const proto::RequestOfferSnapshot& from);
[[nodiscard]] Decoded<Request> load_snapshot_chunk(const proto::RequestLoadSnapshotChunk& from);
[[nodiscard]] Decoded<Request> apply_snapshot_chunk(const proto::RequestApplySnapshotChunk& from);
[[nodiscard]] Decoded<Request> prepare_proposal(const proto::RequestPrepareProposal& from);
[[nodiscard]] Decoded<Request> process_proposal(const proto::RequestBlock& from);
[[nodiscard]] Decoded<Request> finalize_block(const proto::RequestBlock& from);

}  // namespace kaisho::abci
