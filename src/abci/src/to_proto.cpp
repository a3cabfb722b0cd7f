#include "to_proto.hpp"

#include <algorithm>
#include <limits>

namespace kaisho::abci {
namespace {

constexpr int kAccept = 1;  // ProposalStatus and VerifyStatus of the specification
constexpr int kReject = 2;

std::int64_t signed_of(std::uint64_t value) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(value, kMost));
}

std::string text(ByteView bytes) { return std::string(text_of(bytes)); }

template <class Repeated>
void fill_validators(Repeated& to, const std::vector<ValidatorUpdate>& from) {
  for (const auto& one : from) {
    auto& update = *to.Add();
    update.mutable_pub_key()->set_ed25519(text(one.ed25519_key.view()));
    update.set_power(signed_of(one.power));
  }
}

void fill_snapshot(proto::Snapshot& to, const Snapshot& from) {
  to.set_height(from.height);
  to.set_format(from.format);
  to.set_chunks(from.chunks);
  to.set_hash(text(from.hash));
  to.set_metadata(text(from.metadata));
}

void fill_result(proto::ExecTxResult& to, const ExecTxResult& from) {
  to.set_code(from.code);
  to.set_data(text(from.data));
  to.set_log(from.log);
  to.set_gas_wanted(signed_of(from.gas_wanted));
  to.set_gas_used(signed_of(from.gas_used));
}

}  // namespace

void fill(proto::Response& to, const EchoResponse& from) { to.mutable_echo()->set_message(from.message); }
void fill(proto::Response& to, const FlushResponse&) { to.mutable_flush(); }
void fill(proto::Response& to, const ExtendVoteResponse&) { to.mutable_extend_vote(); }
void fill(proto::Response& to, const VerifyVoteExtensionResponse&) {
  to.mutable_verify_vote_extension()->set_status(kAccept);
}
void fill(proto::Response& to, const ExceptionResponse& from) { to.mutable_exception()->set_error(from.error); }

void fill(proto::Response& to, const InfoResponse& from) {
  auto& info = *to.mutable_info();
  info.set_data(from.data);
  info.set_version(from.version);
  info.set_app_version(from.app_version);
  info.set_last_block_height(signed_of(from.last_block_height));
  info.set_last_block_app_hash(text(from.last_block_app_hash));
}

void fill(proto::Response& to, const InitChainResponse& from) {
  auto& init = *to.mutable_init_chain();
  fill_validators(*init.mutable_validators(), from.validators);
  init.set_app_hash(text(from.app_hash));
}

void fill(proto::Response& to, const QueryResponse& from) {
  auto& query = *to.mutable_query();
  query.set_code(from.code);
  query.set_log(from.log);
  query.set_key(text(from.key));
  query.set_value(text(from.value));
  query.set_height(signed_of(from.height));
  query.set_codespace(from.codespace);
}

void fill(proto::Response& to, const CheckTxResponse& from) {
  auto& check = *to.mutable_check_tx();
  check.set_code(from.code);
  check.set_log(from.log);
  check.set_gas_wanted(signed_of(from.gas_wanted));
  check.set_codespace(from.codespace);
}

void fill(proto::Response& to, const CommitResponse& from) {
  to.mutable_commit()->set_retain_height(signed_of(from.retain_height));
}

void fill(proto::Response& to, const ListSnapshotsResponse& from) {
  auto& list = *to.mutable_list_snapshots();
  for (const auto& one : from.snapshots) fill_snapshot(*list.add_snapshots(), one);
}

void fill(proto::Response& to, OfferSnapshotResult from) {
  to.mutable_offer_snapshot()->set_result(static_cast<int>(from));
}

void fill(proto::Response& to, const LoadSnapshotChunkResponse& from) {
  to.mutable_load_snapshot_chunk()->set_chunk(text(from.chunk));
}

void fill(proto::Response& to, const ApplySnapshotChunkResponse& from) {
  auto& apply = *to.mutable_apply_snapshot_chunk();
  apply.set_result(static_cast<int>(from.result));
  for (const auto chunk : from.refetch_chunks) apply.add_refetch_chunks(chunk);
  for (const auto& sender : from.reject_senders) apply.add_reject_senders(sender);
}

void fill(proto::Response& to, const PrepareProposalResponse& from) {
  auto& prepare = *to.mutable_prepare_proposal();
  for (const auto& tx : from.txs) prepare.add_txs(text(tx));
}

void fill(proto::Response& to, const ProcessProposalResponse& from) {
  to.mutable_process_proposal()->set_status(from.accept ? kAccept : kReject);
}

void fill(proto::Response& to, const FinalizeBlockResponse& from) {
  auto& finalize = *to.mutable_finalize_block();
  for (const auto& one : from.tx_results) fill_result(*finalize.add_tx_results(), one);
  fill_validators(*finalize.mutable_validator_updates(), from.validator_updates);
  finalize.set_app_hash(text(from.app_hash));
}

}  // namespace kaisho::abci
