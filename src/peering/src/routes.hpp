#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "kaisho/peering/checkpoint_keeper.hpp"
#include "kaisho/peering/identity.hpp"
#include "kaisho/peering/package_store.hpp"

/// What the peer service answers, without any socket (docs/formats/peer-service.md).
namespace kaisho::peering {

/// Who is on the other end of the connection.
struct Caller {
  std::expected<std::string, Refusal> member;  ///< its name, or why it is taken for nobody
  CertificateInfo certificate;
};

struct Request {
  bool head = false;  ///< HEAD instead of GET
  std::string_view method;
  std::string_view target;
  std::string_view range;          ///< field Range, empty where there is none
  std::string_view if_none_match;  ///< field If-None-Match
  std::string_view body{};         ///< of a PUT
};

/// Part of an archive in the store.
struct Slice {
  Hash package;
  std::uint64_t offset = 0, size = 0, total = 0;
};

struct Answer {
  unsigned status = 200;
  std::string type;            ///< of the body
  std::string body;            ///< or `slice`
  std::optional<Slice> slice;  ///< bytes that are sent piece by piece
  std::string etag;
  bool ends_connection = false;  ///< nothing more is expected of this caller
};

class PrivateDesk;

/// RFC 9457. `slug` is the stable end of the type.
[[nodiscard]] Answer problem(unsigned status, std::string_view slug, std::string_view title, std::string_view detail);

class Routes {
 public:
  struct Dependencies {
    std::string self;
    std::string origin;
    CheckpointKeeper* keeper = nullptr;  ///< null: this member signs nothing
    const PackageStore& packages;
    const PrivateDesk* desk = nullptr;  ///< null: this member keeps no private records
  };
  explicit Routes(Dependencies dependencies) : with_(std::move(dependencies)) {}

  [[nodiscard]] Answer answer(const Request& request, const Caller& caller) const;
  /// Bytes of body that such a request may bring; 0: none, and it is answered without reading one.
  [[nodiscard]] std::size_t body_limit(const Request& request, const Caller& caller) const;

 private:
  struct Endpoint;
  [[nodiscard]] static const Endpoint* find(const Request& request);
  [[nodiscard]] Answer hello(const Request& request, std::string_view rest, const Caller& caller) const;
  [[nodiscard]] Answer latest_checkpoint(const Request& request, std::string_view rest, const Caller& caller) const;
  [[nodiscard]] Answer checkpoint(const Request& request, std::string_view rest, const Caller& caller) const;
  [[nodiscard]] Answer package(const Request& request, std::string_view rest, const Caller& caller) const;
  [[nodiscard]] Answer private_record(const Request& request, std::string_view rest, const Caller& caller) const;

  Dependencies with_;
};

/// "bytes=100-" or "bytes=100-199" of `total` bytes. Nothing where it is another form or lies outside.
struct ByteRange {
  std::uint64_t first = 0, last = 0;
  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};
[[nodiscard]] std::optional<ByteRange> parse_range(std::string_view field, std::uint64_t total);

}  // namespace kaisho::peering
