#pragma once

#include <expected>
#include <string>
#include <variant>

#include "kaisho/abci/application.hpp"
#include "kaisho/abci/call.hpp"

/// Requests and answers as values, and their way from and to the bytes of a frame.
namespace kaisho::abci {

struct EchoRequest {
  std::string message;
};
struct FlushRequest {};
struct CommitRequest {};
struct ListSnapshotsRequest {};
struct ExtendVoteRequest {};
struct VerifyVoteExtensionRequest {};

/// In the order of `Call`.
using Request = std::variant<EchoRequest, FlushRequest, InfoRequest, InitChainRequest, QueryRequest, CheckTxRequest,
                             CommitRequest, ListSnapshotsRequest, OfferSnapshotRequest, LoadSnapshotChunkRequest,
                             ApplySnapshotChunkRequest, PrepareProposalRequest, ProcessProposalRequest,
                             ExtendVoteRequest, VerifyVoteExtensionRequest, FinalizeBlockRequest>;

[[nodiscard]] inline Call call_of(const Request& request) { return static_cast<Call>(request.index()); }

struct WireError {
  enum class Code : std::uint8_t {
    not_protobuf,     ///< the bytes are no message
    bad_field,        ///< a field that no engine sends so: a negative height, a hash of another size
    unknown_request,  ///< none of the calls of ABCI 2.0
    not_supported,    ///< a right request that this application can never serve
  };
  Code code = Code::not_protobuf;
  std::string reason;  ///< a sentence
};

/// One message without its length. Fields that nobody here needs are skipped, never an error.
[[nodiscard]] std::expected<Request, WireError> decode_request(ByteView message);

/// Answers that carry nothing but their kind.
struct FlushResponse {};
struct ExtendVoteResponse {};
struct VerifyVoteExtensionResponse {};  ///< always accepts: vote extensions are never switched on
struct EchoResponse {
  std::string message;
};
struct PrepareProposalResponse {
  Transactions txs;
};
struct ListSnapshotsResponse {
  std::vector<Snapshot> snapshots;
};
struct LoadSnapshotChunkResponse {
  Bytes chunk;
};
/// Ends the engine's process.
struct ExceptionResponse {
  std::string error;
};

using Response =
    std::variant<EchoResponse, FlushResponse, InfoResponse, InitChainResponse, QueryResponse, CheckTxResponse,
                 CommitResponse, ListSnapshotsResponse, OfferSnapshotResult, LoadSnapshotChunkResponse,
                 ApplySnapshotChunkResponse, PrepareProposalResponse, ProcessProposalResponse, ExtendVoteResponse,
                 VerifyVoteExtensionResponse, FinalizeBlockResponse, ExceptionResponse>;

/// The frame of an answer: its length and its message. Numbers beyond what the engine can hold (2^63 - 1) are written
/// as that.
[[nodiscard]] Bytes encode_response(const Response& response);

}  // namespace kaisho::abci
