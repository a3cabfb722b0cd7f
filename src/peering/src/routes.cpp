#include "routes.hpp"

#include <array>
#include <charconv>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json.hpp>

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
  Answer (Routes::*handler)(const Request&, std::string_view, const Caller&) const;
};

Answer Routes::answer(const Request& request, const Caller& caller) const {
  using Access = Endpoint::Access;
  constexpr std::array<Endpoint, 4> kEndpoints{{
      {"/v1/hello", false, Access::anyone, &Routes::hello},
      {"/v1/checkpoint", false, Access::member, &Routes::latest_checkpoint},
      {"/v1/checkpoint/", true, Access::member, &Routes::checkpoint},
      {"/v1/package/", true, Access::member, &Routes::package},
  }};
  for (const auto& [path, has_rest, access, handler] : kEndpoints) {
    if (has_rest ? !request.target.starts_with(path) : request.target != path) continue;
    if (request.method != "GET" && request.method != "HEAD") {
      return problem(405, "wrong-method", "Wrong method", "Only GET and HEAD are understood.");
    }
    if (access == Access::member && !caller.member) {
      auto refused = problem(403, name_of(caller.member.error()), "Not a member",
                             describe(caller.member.error(), caller.certificate));
      refused.ends_connection = true;
      return refused;
    }
    return (this->*handler)(request, request.target.substr(path.size()), caller);
  }
  return problem(404, "unknown-path", "Unknown path", "docs/formats/peer-service.md lists what there is.");
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

}  // namespace kaisho::peering
