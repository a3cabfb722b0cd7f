#include "routes.hpp"

#include <array>
#include <charconv>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json.hpp>

#include "private_desk.hpp"

namespace kaisho::peering {
namespace {

constexpr std::string_view kNote = "text/plain; charset=utf-8";
constexpr std::string_view kArchive = "application/octet-stream";

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || at != end || (text.size() > 1 && text.front() == '0'))
    return std::nullopt;
  return number;
}

Answer of_keeper(const std::expected<std::string, KeeperError>& note) {
  if (note) return {.status = 200, .type = std::string(kNote), .body = *note, .slice = {}, .etag = {}};
  switch (note.error().fault) {
    case KeeperFault::not_executed:
      return problem(404, "not-executed", "Not executed", note.error().text);
    case KeeperFault::no_key:
      return problem(404, "no-checkpoints", "No checkpoints", note.error().text);
    case KeeperFault::behind_signed:
    case KeeperFault::other_history:
    case KeeperFault::medium:
      break;
  }
  return problem(503, "not-signing", "Not signing", note.error().text);
}

std::string etag_of(const Hash& package) { return "\"" + to_hex_plain(package.view()) + "\""; }

}  // namespace

Answer problem(unsigned status, std::string_view slug, std::string_view title, std::string_view detail) {
  auto text = R"({"type":"urn:kaisho:problem:)" + std::string(slug) + R"(","title":)" + codec::json::quote(title) +
              R"(,"status":)" + std::to_string(status) + R"(,"detail":)" + codec::json::quote(detail) + "}\n";
  return {.status = status, .type = "application/problem+json", .body = std::move(text), .slice = {}, .etag = {}};
}

std::optional<ByteRange> parse_range(std::string_view field, std::uint64_t total) {
  constexpr std::string_view kUnit = "bytes=";
  const auto dash = field.find('-');
  if (!field.starts_with(kUnit) || dash == std::string_view::npos || total == 0) return std::nullopt;
  const auto first = number_of(field.substr(kUnit.size(), dash - kUnit.size()));
  const auto end = field.substr(dash + 1);
  const auto last = end.empty() ? std::optional(total - 1) : number_of(end);
  if (!first || !last || *first >= total || *first > *last) return std::nullopt;
  return ByteRange{*first, std::min(*last, total - 1)};
}

/// No endpoint without a word on who may call it.
struct Routes::Endpoint {
  enum class Access : std::uint8_t { anyone, member };
  std::string_view path;
  bool has_rest;  ///< something follows the path
  Access access;
  std::size_t body;  ///< most bytes that PUT may bring; 0: there is no PUT
  Answer (Routes::*handler)(const Request&, std::string_view, const Caller&) const;
};

const Routes::Endpoint* Routes::find(const Request& request) {
  using Access = Endpoint::Access;
  static constexpr std::array<Endpoint, 5> kEndpoints{{
      {"/v1/hello", false, Access::anyone, 0, &Routes::hello},
      {"/v1/checkpoint", false, Access::member, 0, &Routes::latest_checkpoint},
      {"/v1/checkpoint/", true, Access::member, 0, &Routes::checkpoint},
      {"/v1/package/", true, Access::member, 0, &Routes::package},
      {"/v1/private/", true, Access::member, PrivateParcel::kMaxSize, &Routes::private_record},
  }};
  for (const auto& endpoint : kEndpoints) {
    if (endpoint.has_rest ? request.target.starts_with(endpoint.path) : request.target == endpoint.path) {
      return &endpoint;
    }
  }
  return nullptr;
}

std::size_t Routes::body_limit(const Request& request, const Caller& caller) const {
  const auto* endpoint = find(request);
  return endpoint != nullptr && request.method == "PUT" && caller.member ? endpoint->body : 0;
}

Answer Routes::answer(const Request& request, const Caller& caller) const {
  const auto* endpoint = find(request);
  if (endpoint == nullptr) {
    return problem(404, "unknown-path", "Unknown path", "docs/formats/peer-service.md lists what there is.");
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && (request.method != "PUT" || endpoint->body == 0)) {
    return problem(405, "wrong-method", "Wrong method", "Only GET and HEAD are understood, PUT of private records.");
  }
  if (endpoint->access == Endpoint::Access::member && !caller.member) {
    auto refused = problem(403, name_of(caller.member.error()), "Not a member",
                           describe(caller.member.error(), caller.certificate));
    refused.ends_connection = true;
    return refused;
  }
  return (this->*endpoint->handler)(request, request.target.substr(endpoint->path.size()), caller);
}

/// For an operator who wonders why nobody talks to a node: who it is, and what it takes the caller for.
Answer Routes::hello(const Request&, std::string_view, const Caller& caller) const {
  auto body = R"({"member":)" + codec::json::quote(with_.self) + R"(,"ledger":)" + codec::json::quote(with_.origin) +
              R"(,"you":)";
  body += caller.member ? codec::json::quote(*caller.member) : "null";
  if (!caller.member) {
    body += R"(,"refused":")" + std::string(name_of(caller.member.error())) + R"(","detail":)" +
            codec::json::quote(describe(caller.member.error(), caller.certificate));
  }
  return {.status = 200,
          .type = "application/json",
          .body = body + "}\n",
          .slice = {},
          .etag = {},
          .ends_connection = !caller.member};
}

Answer Routes::latest_checkpoint(const Request&, std::string_view, const Caller&) const {
  if (with_.keeper == nullptr) return of_keeper(std::unexpected(KeeperError{KeeperFault::no_key, "no checkpoint key"}));
  return of_keeper(with_.keeper->sign_whole());
}

Answer Routes::checkpoint(const Request&, std::string_view rest, const Caller&) const {
  const auto size = number_of(rest);
  if (!size)
    return problem(404, "unknown-path", "Unknown path", "A checkpoint is named by its size, a decimal number.");
  if (with_.keeper == nullptr) return of_keeper(std::unexpected(KeeperError{KeeperFault::no_key, "no checkpoint key"}));
  return of_keeper(with_.keeper->sign(*size));
}

Answer Routes::package(const Request& request, std::string_view rest, const Caller&) const {
  const auto hash = fixed_from_hex<Hash>(rest);
  if (!hash || to_hex_plain(hash->view()) != rest) {
    return problem(404, "unknown-path", "Unknown path", "A package is named by its hash, 64 lower-case hex digits.");
  }
  const auto total = with_.packages.size_of(*hash);
  if (!total) return problem(404, "unknown-package", "Unknown package", total.error().text);
  Answer answer{.status = 200,
                .type = std::string(kArchive),
                .body = {},
                .slice = Slice{*hash, 0, *total, *total},
                .etag = etag_of(*hash)};
  if (request.if_none_match == answer.etag)
    return {.status = 304, .type = {}, .body = {}, .slice = {}, .etag = answer.etag};
  if (request.range.empty()) return answer;
  const auto range = parse_range(request.range, *total);
  if (!range) {
    return problem(
        416, "bad-range", "Range not satisfiable",
        "One range within the " + std::to_string(*total) + " bytes is understood: bytes=FIRST- or FIRST-LAST.");
  }
  answer.status = 206;
  answer.slice = Slice{*hash, range->first, range->last - range->first + 1, *total};
  return answer;
}

Answer Routes::private_record(const Request& request, std::string_view rest, const Caller& caller) const {
  const auto name = PrivateName::parse(rest);
  if (!name) {
    return problem(404, "unknown-path", "Unknown path",
                   "A private record is named application/NUMBER/ROOT or user/ID/ROOT, the root in 64 lower-case hex "
                   "digits.");
  }
  if (request.method == "PUT") {
    if (with_.desk != nullptr) return with_.desk->take(*name, *caller.member, request.body);
    return problem(503, "keeps-no-private-records", "Keeps no private records",
                   "This node has no private_key in [peers] of its node.toml.");
  }
  return with_.desk == nullptr ? unknown_private_record() : with_.desk->give(*name, *caller.member);
}

}  // namespace kaisho::peering
