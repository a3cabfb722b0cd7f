#pragma once

#include <abci.pb.h>

#include "kaisho/abci/wire.hpp"

/// From our answers to Protobuf's messages: one overload a kind, each fills its own field of the answer.
namespace kaisho::abci {

namespace proto = ::tendermint::abci;

void fill(proto::Response& to, const EchoResponse& from);
void fill(proto::Response& to, const FlushResponse& from);
void fill(proto::Response& to, const InfoResponse& from);
void fill(proto::Response& to, const InitChainResponse& from);
void fill(proto::Response& to, const QueryResponse& from);
void fill(proto::Response& to, const CheckTxResponse& from);
void fill(proto::Response& to, const CommitResponse& from);
void fill(proto::Response& to, const ListSnapshotsResponse& from);
void fill(proto::Response& to, OfferSnapshotResult from);
void fill(proto::Response& to, const LoadSnapshotChunkResponse& from);
void fill(proto::Response& to, const ApplySnapshotChunkResponse& from);
void fill(proto::Response& to, const PrepareProposalResponse& from);
void fill(proto::Response& to, const ProcessProposalResponse& from);
void fill(proto::Response& to, const ExtendVoteResponse& from);
void fill(proto::Response& to, const VerifyVoteExtensionResponse& from);
void fill(proto::Response& to, const FinalizeBlockResponse& from);
void fill(proto::Response& to, const ExceptionResponse& from);

}  // namespace kaisho::abci
