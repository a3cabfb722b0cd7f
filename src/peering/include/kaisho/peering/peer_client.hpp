#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "kaisho/peering/identity.hpp"

namespace kaisho::peering {

/// Why a member did not answer. Stable, never renumbered.
enum class CallFault : std::uint8_t {
  unreachable = 1,          ///< no connection, or it broke
  wrong_key = 2,            ///< whoever answers there does not have the member's key
  certificate_expired = 3,  ///< the member's, or not valid yet
  timeout = 4,
  malformed = 5,  ///< no HTTP, or an answer that makes no sense
  too_large = 6,
  refused = 7,  ///< it does not take this node for a member; the text holds its reason
  stopped = 8,  ///< by `cancel`, or by the receiver of the bytes
};
struct CallError {
  CallFault fault = CallFault::unreachable;
  std::string text;  ///< a sentence
};

struct Reply {
  unsigned status = 0;
  std::string type;  ///< Content-Type
  std::string body;  ///< empty where a receiver took it
  std::string slug;  ///< of a problem document: "not-executed"
};

struct ClientLimits {
  std::chrono::milliseconds connect_time{5'000};  ///< name, TCP and TLS each
  std::chrono::milliseconds answer_time{10'000};  ///< to the end of the answer's header, and for each 256 KiB of body
  std::size_t body_bytes = 128 << 10;             ///< where no receiver takes it
};

/// Takes the next bytes of a body; false ends the call. `total` is the size of the whole representation.
using Receiver = std::function<bool(std::uint64_t offset, ByteView bytes, std::uint64_t total)>;

/// A connection to one member's service at a time, kept open between calls. Calls come from one thread; `cancel` from
/// any.
class PeerClient {
 public:
  PeerClient(const Identity& identity, const Clock& clock, const ClientLimits& limits = {});
  PeerClient(const PeerClient&) = delete;
  PeerClient& operator=(const PeerClient&) = delete;
  ~PeerClient();

  /// GET. The one that answers must have the member's key and a certificate that is valid now.
  [[nodiscard]] std::expected<Reply, CallError> get(const Member& peer, const std::string& target);
  /// GET from byte `offset` to the end, given to `receiver` piece by piece.
  [[nodiscard]] std::expected<Reply, CallError> get_from(const Member& peer, const std::string& target,
                                                         std::uint64_t offset, const Receiver& receiver);

  /// PUT of a JSON text. Sent once more where the connection broke before the answer.
  [[nodiscard]] std::expected<Reply, CallError> put(const Member& peer, const std::string& target,
                                                    const std::string& body);

  /// The certificate that the member showed last.
  [[nodiscard]] std::optional<CertificateInfo> certificate() const;
  /// Ends the running call and refuses further ones.
  void cancel();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::peering
