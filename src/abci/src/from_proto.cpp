#include "from_proto.hpp"

#include <limits>

namespace kaisho::abci {
namespace {

Decoded<ValidatorUpdate> validator(const proto::ValidatorUpdate& from) {
  if (from.pub_key().has_secp256k1()) {
    return std::unexpected(WireError{WireError::Code::not_supported,
                                     "a validator has a secp256k1 key: this application takes Ed25519 keys only"});
  }
  const auto key = fixed<decltype(ValidatorUpdate::ed25519_key)>(from.pub_key().ed25519(), "a validator's key");
  if (!key) return std::unexpected(key.error());
  const auto power = natural(from.power(), "a validator's power");
  if (!power) return std::unexpected(power.error());
  return ValidatorUpdate{*key, *power};
}

}  // namespace

Decoded<std::uint64_t> natural(std::int64_t value, std::string_view what) {
  if (value < 0) return bad_field(std::string(what) + " is negative");
  return static_cast<std::uint64_t>(value);
}

Decoded<TimeNs> time_of(const proto::Timestamp& time) {
  constexpr std::int64_t kNsPerSecond = 1'000'000'000;
  constexpr std::int64_t kLastSecond = std::numeric_limits<std::int64_t>::max() / kNsPerSecond - 1;
  if (time.nanos() < 0 || time.nanos() >= kNsPerSecond) return bad_field("a time has nanoseconds out of their range");
  if (time.seconds() > kLastSecond || time.seconds() < -kLastSecond) {
    return bad_field("a time lies outside of the years 1677 to 2262");
  }
  return time.seconds() * kNsPerSecond + time.nanos();
}

Decoded<Request> info(const proto::RequestInfo& from) { return InfoRequest{from.version(), from.abci_version()}; }

Decoded<Request> init_chain(const proto::RequestInitChain& from) {
  InitChainRequest to;
  const auto time = time_of(from.time());
  if (!time) return std::unexpected(time.error());
  const auto height = natural(from.initial_height(), "the initial height");
  if (!height) return std::unexpected(height.error());
  to.time = *time;
  to.initial_height = *height;
  to.chain_id = from.chain_id();
  to.app_state = bytes_of(from.app_state_bytes());
  for (const auto& one : from.validators()) {
    auto update = validator(one);
    if (!update) return std::unexpected(update.error());
    to.validators.push_back(*update);
  }
  return to;
}

/// A negative height comes from a user's query, not from the engine: it stands for no height that exists.
Decoded<Request> query(const proto::RequestQuery& from) {
  const auto height =
      from.height() < 0 ? std::numeric_limits<std::uint64_t>::max() : static_cast<std::uint64_t>(from.height());
  return QueryRequest{bytes_of(from.data()), from.path(), height, from.prove()};
}

Decoded<Request> check_tx(const proto::RequestCheckTx& from) {
  if (from.type() != 0 && from.type() != 1) return bad_field("a check is neither new nor a recheck");
  return CheckTxRequest{bytes_of(from.tx()), from.type() == 1};
}

Decoded<Request> offer_snapshot(const proto::RequestOfferSnapshot& from) {
  const auto& one = from.snapshot();
  return OfferSnapshotRequest{
      {one.height(), one.format(), one.chunks(), bytes_of(one.hash()), bytes_of(one.metadata())},
      bytes_of(from.app_hash())};
}

Decoded<Request> load_snapshot_chunk(const proto::RequestLoadSnapshotChunk& from) {
  return LoadSnapshotChunkRequest{from.height(), from.format(), from.chunk()};
}

Decoded<Request> apply_snapshot_chunk(const proto::RequestApplySnapshotChunk& from) {
  return ApplySnapshotChunkRequest{from.index(), bytes_of(from.chunk()), from.sender()};
}

}  // namespace kaisho::abci
