#include "kaisho/abci/wire.hpp"

#include "from_proto.hpp"
#include "kaisho/abci/frame.hpp"
#include "to_proto.hpp"

namespace kaisho::abci {
namespace {

Decoded<Request> from_proto(const proto::Request& request) {
  using Kind = proto::Request::ValueCase;
  switch (request.value_case()) {
    case Kind::kEcho:
      return EchoRequest{request.echo().message()};
    case Kind::kFlush:
      return FlushRequest{};
    case Kind::kInfo:
      return info(request.info());
    case Kind::kInitChain:
      return init_chain(request.init_chain());
    case Kind::kQuery:
      return query(request.query());
    case Kind::kCheckTx:
      return check_tx(request.check_tx());
    case Kind::kCommit:
      return CommitRequest{};
    case Kind::kListSnapshots:
      return ListSnapshotsRequest{};
    case Kind::kOfferSnapshot:
      return offer_snapshot(request.offer_snapshot());
    case Kind::kLoadSnapshotChunk:
      return load_snapshot_chunk(request.load_snapshot_chunk());
    case Kind::kApplySnapshotChunk:
      return apply_snapshot_chunk(request.apply_snapshot_chunk());
    case Kind::kPrepareProposal:
      return prepare_proposal(request.prepare_proposal());
    case Kind::kProcessProposal:
      return process_proposal(request.process_proposal());
    case Kind::kExtendVote:
      return ExtendVoteRequest{};
    case Kind::kVerifyVoteExtension:
      return VerifyVoteExtensionRequest{};
    case Kind::kFinalizeBlock:
      return finalize_block(request.finalize_block());
    case Kind::VALUE_NOT_SET:
      break;
  }
  return std::unexpected(WireError{WireError::Code::unknown_request,
                                   "the request is none of ABCI 2.0 (CometBFT 0.38): check the engine's version"});
}

}  // namespace

std::expected<Request, WireError> decode_request(ByteView message) {
  proto::Request request;
  if (!request.ParseFromArray(message.data(), static_cast<int>(message.size()))) {
    return std::unexpected(WireError{WireError::Code::not_protobuf, "the frame is no Protobuf message"});
  }
  return from_proto(request);
}

Bytes encode_response(const Response& response) {
  proto::Response message;
  std::visit([&](const auto& one) { fill(message, one); }, response);
  const auto size = message.ByteSizeLong();
  Bytes frame;
  frame.reserve(size + 10);
  append_length(frame, size);
  const auto header = frame.size();
  frame.resize(header + size);
  message.SerializeWithCachedSizesToArray(frame.data() + header);
  return frame;
}

}  // namespace kaisho::abci
