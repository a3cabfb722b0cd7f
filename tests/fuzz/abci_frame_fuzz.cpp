#include <abci.pb.h>

#include <kaisho/abci/frame.hpp>
#include <kaisho/abci/wire.hpp>
#include <kaisho/base/assert.hpp>

/// What the engine's socket may bring: frames are the same however the stream is cut, a request means the same when
/// Protobuf writes it anew, and no bytes harm the reader.
namespace {

using namespace kaisho;
using Frames = std::vector<Bytes>;

constexpr std::size_t kMaxFrame = 4096;

void read_into(Frames& frames, abci::FrameReader& reader) {
  for (auto frame = reader.next(); frame && *frame; frame = reader.next()) frames.push_back(bytes_of(**frame));
}

Frames frames_of(ByteView stream, std::size_t cut) {
  Frames frames;
  abci::FrameReader reader(kMaxFrame);
  reader.push(stream.first(cut));
  read_into(frames, reader);
  reader.push(stream.subspan(cut));
  read_into(frames, reader);
  return frames;
}

const abci::Transactions* transactions_of(const abci::Request& request) {
  if (const auto* prepare = std::get_if<abci::PrepareProposalRequest>(&request)) return &prepare->txs;
  if (const auto* process = std::get_if<abci::ProcessProposalRequest>(&request)) return &process->txs;
  if (const auto* finalize = std::get_if<abci::FinalizeBlockRequest>(&request)) return &finalize->txs;
  return nullptr;
}

void check(ByteView message) {
  const auto request = abci::decode_request(message);
  KAISHO_ASSERT(request || !request.error().reason.empty());
  tendermint::abci::Request parsed;
  if (!parsed.ParseFromArray(message.data(), static_cast<int>(message.size()))) return;
  const auto written = parsed.SerializeAsString();
  const auto again = abci::decode_request(view_of(written));
  KAISHO_ASSERT(again.has_value() == request.has_value());
  if (!request) return;
  KAISHO_ASSERT(call_of(*again) == call_of(*request));
  const auto* txs = transactions_of(*request);
  KAISHO_ASSERT(txs == nullptr || *txs == *transactions_of(*again));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView stream(data, size);
  const auto frames = frames_of(stream, 0);
  KAISHO_ASSERT(frames_of(stream, size / 2) == frames);
  KAISHO_ASSERT(frames_of(stream, size > 0 ? data[0] % size : 0) == frames);
  for (const auto& frame : frames) check(frame);
  return 0;
}
