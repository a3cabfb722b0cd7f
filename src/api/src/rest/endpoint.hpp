#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>
#include <kaisho/services/access_service.hpp>

#include "http/feed.hpp"
#include "http/problem.hpp"
#include "rest/schema.hpp"

/// One row of the table of endpoints: everything that is said about an endpoint, and its function. Routing, checks of
/// what is sent, who may call, and openapi.json come from the same row (`table.hpp`).
namespace kaisho::api::rest {

// --- who calls
// --------------------------------------------------------------------------------------------------------

struct Caller {
  enum class Kind : std::uint8_t { anonymous, user, operator_ };
  Kind kind = Kind::anonymous;
  services::Operator operator_;  ///< of an operator
  Address account;               ///< of a user
  std::string user_id;           ///< of a user; empty for an account that is no user (yet)

  /// To whom writes and operations belong: an organization, or an account.
  [[nodiscard]] std::string owner() const;
  /// The person, for four eyes and for logs.
  [[nodiscard]] std::string person() const;
};

/// Who may call. What is not said is refused: a row without any word lets nobody in.
struct Access {
  enum class Users : std::uint8_t {
    none,
    any,  ///< whoever signed in with an account
    own,  ///< only about itself; the endpoint refuses the records of others
  };
  bool anyone = false;  ///< without any proof
  Users users = Users::none;
  std::uint32_t roles = 0;  ///< operators with one of these services::OperatorRoles
  /// A second person of the organization with one of the roles has to agree before anything is sent.
  bool four_eyes = false;
};

inline constexpr std::uint32_t kRegistrar = static_cast<std::uint32_t>(services::OperatorRole::registrar);
inline constexpr std::uint32_t kAuditor = static_cast<std::uint32_t>(services::OperatorRole::auditor);
inline constexpr std::uint32_t kAdministrator = static_cast<std::uint32_t>(services::OperatorRole::administrator);
inline constexpr std::uint32_t kOperators = kRegistrar | kAuditor | kAdministrator;

/// Whether the kind of caller is let in; what `own` adds is the endpoint's.
[[nodiscard]] bool admits(const Access& access, const Caller& caller);

// --- what is said of it
// -----------------------------------------------------------------------------------------------

enum class Method : std::uint8_t { get, post, del };
[[nodiscard]] std::string_view name_of(Method method);

struct Parameter {
  enum class In : std::uint8_t { path, query };
  std::string name;
  In in = In::path;
  Schema schema;
  bool required = true;
};

struct Input;
struct Reply {
  unsigned status = 200;
  boost::json::value body;  ///< null: no body
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string document{};        ///< JSON that is sent as it is, in place of `body`
  std::shared_ptr<Feed> feed{};  ///< the body, of an endpoint that streams
};
using Outcome = std::expected<Reply, Problem>;
using Handler = std::function<Outcome(const Input&)>;

struct Endpoint {
  Method method = Method::get;
  std::string path;  ///< "/v1/users/{userId}"
  std::string id;    ///< operationId
  std::string tag;
  std::string summary;  ///< a sentence without its full stop
  std::string description{};
  Access access;
  std::vector<Parameter> parameters{};
  std::optional<Schema> body{};  ///< of the request
  std::size_t body_bytes = 64 << 10;
  unsigned status = 200;                     ///< of success
  std::optional<Schema> answer{};            ///< of success; none: no body
  std::vector<std::string_view> problems{};  ///< slugs besides those that every endpoint of its kind has
  bool writes = false;                       ///< demands an Idempotency-Key
  bool streams = false;                      ///< answers with server-sent events
  Handler handler;
};

// --- what a handler gets
// ----------------------------------------------------------------------------------------------

/// A request that was routed, allowed and checked.
struct Input {
  const Endpoint& endpoint;
  Caller caller;
  std::map<std::string, std::string, std::less<>> parameters;  ///< of path and query, decoded and checked
  boost::json::value body;
  std::string idempotency_key;  ///< of writes
  Hash request;                 ///< SHA-256 of method, path and canonical body: what a key stands for
  std::string host;             ///< as the client named this node
  std::stop_token client_left;
  std::string token{};                         ///< the bearer token that the caller showed
  std::string remote{};                        ///< who is on the other end, as far as limits tell people apart
  std::optional<std::string> last_event_id{};  ///< of a stream: a number of up to 9 digits, or "end"

  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise = 0) const;
};

[[nodiscard]] inline std::unexpected<Problem> refuse_with(std::string_view slug, std::string detail) {
  return std::unexpected(problem_of(slug, std::move(detail)));
}

}  // namespace kaisho::api::rest
