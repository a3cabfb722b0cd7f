#include "rest/rest_api.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

#include "http/route.hpp"
#include "rest/resources.hpp"

namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

constexpr unsigned kDepth = 24;  ///< nesting of a body

std::string fault_members(const std::vector<Fault>& faults) {
  json::array list;
  for (const auto& fault : faults) list.push_back({{"pointer", fault.pointer}, {"detail", fault.detail}});
  return ",\"errors\":" + codec::json::canonical_text(list);
}

std::unexpected<Problem> invalid(const std::vector<Fault>& faults, std::string_view what) {
  const auto& first = faults.front();
  auto problem = problem_of("invalid-request", std::string(what) + " " + first.pointer + " " + first.detail + ".");
  problem.members = fault_members(faults);
  return std::unexpected(std::move(problem));
}

/// A parameter's text as the value that its schema speaks of.
json::value value_of(const std::string& text, const Schema& schema) {
  const auto* type = schema.if_contains("type");
  if (type == nullptr || type->as_string() != "integer") return json::value(text);
  const auto number = U256::from_decimal(text);
  if (!number || !number->fits_u64()) return json::value(text);
  return number->low_u64();
}

std::expected<void, Problem> check_parameters(Input& input, std::string_view query, const json::object& components) {
  auto given = query_of(query);
  if (!given) return refuse_with("invalid-request", "The query has broken escapes, or a parameter twice.");
  std::vector<Fault> faults;
  for (const auto& parameter : input.endpoint.parameters) {
    if (parameter.in == Parameter::In::query) {
      if (auto found = given->extract(parameter.name)) input.parameters.insert(std::move(found));
    }
    const auto* text = input.find(parameter.name);
    if (text == nullptr) {
      if (parameter.required) faults.push_back({parameter.name, "is missing"});
      continue;
    }
    for (auto& fault : faults_of(value_of(*text, parameter.schema), parameter.schema, components)) {
      faults.push_back({parameter.name, std::move(fault.detail)});
    }
  }
  for (const auto& [name, value] : *given) faults.push_back({name, "is not known here"});
  if (!faults.empty()) return invalid(faults, "The parameter");
  return {};
}

std::expected<void, Problem> check_body(Input& input, const Request& request, const json::object& components) {
  if (!input.endpoint.body) {
    if (request.body.empty()) return {};
    return refuse_with("invalid-request", "This request has no body: send none.");
  }
  if (request.body.size() > input.endpoint.body_bytes) {
    return refuse_with("body-too-large",
                       "The body may have " + std::to_string(input.endpoint.body_bytes) + " bytes here.");
  }
  auto body = codec::json::parse(request.body, {input.endpoint.body_bytes, kDepth});
  if (!body) {
    return refuse_with("invalid-request",
                       "The body is no JSON: " + std::string(codec::json::describe(body.error())) + ".");
  }
  const auto faults = faults_of(*body, *input.endpoint.body, components);
  if (!faults.empty()) return invalid(faults, "In the body,");
  input.body = std::move(*body);
  return {};
}

/// What an Idempotency-Key stands for: the same request in whatever layout.
Hash request_hash(const Request& request, const Input& input) {
  const auto body = input.body.is_null() ? std::string() : codec::json::canonical_text(input.body);
  return crypto::sha256({view_of(request.method), view_of(" "), view_of(request.target), view_of("\n"), view_of(body)});
}

std::expected<void, Problem> check_key(Input& input, const Request& request) {
  if (!input.endpoint.writes) return {};
  if (request.idempotency_keys.empty()) {
    return refuse_with("idempotency-key-missing",
                       "Send a fresh Idempotency-Key, such as a UUID, and the same one when you try again.");
  }
  const auto& key = request.idempotency_keys.front();
  static const auto kKey = schema::form(schema::Form::token, "");
  if (request.idempotency_keys.size() > 1 || !faults_of(json::value(key), kKey, {}).empty()) {
    return refuse_with("invalid-request", "Idempotency-Key is one text of 1 to 128 printable characters.");
  }
  input.idempotency_key = key;
  input.request = request_hash(request, input);
  return {};
}

/// Where a client that was cut goes on: an ID that this node gave it.
std::expected<void, Problem> check_last_event(Input& input, const Request& request) {
  constexpr std::size_t kMostDigits = 9;
  if (!input.endpoint.streams || request.last_event_ids.empty()) return {};
  const auto& id = request.last_event_ids.front();
  const bool number =
      !id.empty() && id.size() <= kMostDigits && std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
  if (request.last_event_ids.size() > 1 || !(number || id == "end")) {
    return refuse_with("invalid-request", "Last-Event-ID is the ID of an event of this stream, once, or left out.");
  }
  input.last_event_id = id;
  return {};
}

Response stream_of(const Request& request, Reply reply) {
  Response response{reply.status, "text/event-stream", "", std::move(reply.headers)};
  if (request.method != "HEAD") response.feed = std::move(reply.feed);
  return response;
}

Response response_of(const Request& request, Reply reply) {
  if (reply.feed) return stream_of(request, std::move(reply));
  Response response{reply.status, "", "", std::move(reply.headers)};
  if (reply.body.is_null() && reply.document.empty()) return response;
  response.type = "application/json";
  response.body = reply.document.empty() ? codec::json::canonical_text(reply.body) : std::move(reply.document);
  response.body += '\n';
  if (request.method == "POST" || reply.status != 200) return response;
  const auto etag =
      "\"" + to_hex_plain(crypto::sha256(view_of(std::string_view(response.body))).view()).substr(0, 32) + "\"";
  response.headers.emplace_back("ETag", etag);
  if (request.if_none_match == etag || request.if_none_match == "*") return {304, "", "", {{"ETag", etag}}};
  return response;
}

Response response_of(const Problem& problem, const std::string& allow) {
  Response response{problem.status, "application/problem+json", to_json(problem), {}};
  if (problem.status == 405) response.headers.emplace_back("Allow", allow);
  if (problem.status == 503 || problem.status == 429) response.headers.emplace_back("Retry-After", "1");
  if (problem.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"kaisho\"");
  return response;
}

/// The token of "Bearer TOKEN" (RFC 6750 2.1; the scheme's letters in any case).
std::optional<std::string_view> bearer(std::string_view field) {
  constexpr std::string_view kScheme = "bearer ";
  if (field.size() <= kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    const char c = field[i] >= 'A' && field[i] <= 'Z' ? static_cast<char>(field[i] + ('a' - 'A')) : field[i];
    if (c != kScheme[i]) return std::nullopt;
  }
  return field.substr(kScheme.size());
}

}  // namespace

Api::Api(Dependencies dependencies) : with_(std::move(dependencies)) { add_all(table_, with_); }

Response Api::answer(const Request& request) const {
  std::string allow;
  try {
    auto response = try_answer(request, allow);
    return response ? std::move(*response) : response_of(response.error(), allow);
  } catch (const std::exception& failure) {
    with_.log("a request to " + request.method + " " + request.target.substr(0, 200) +
              " ended by a failure: " + failure.what());
    return response_of(problem_of("internal-error", "The node failed; its operator finds the reason in the log."),
                       allow);
  }
}

std::expected<Response, Problem> Api::try_answer(const Request& request, std::string& allow) const {
  const std::string_view target = request.target;
  const auto mark = std::min(target.find('?'), target.size());
  auto match = table_.find(request.method, target.substr(0, mark), allow);
  if (!match) return std::unexpected(match.error());
  auto caller = caller_of(request);
  if (!caller) return std::unexpected(caller.error());
  const auto& endpoint = *match->endpoint;
  if (!admits(endpoint.access, *caller)) {
    if (caller->kind == Caller::Kind::anonymous) {
      return refuse_with("unauthenticated",
                         "Say who you are: an operator's token, a client certificate, or a sign-in.");
    }
    return refuse_with("forbidden", "This is not for you: GET /v1/openapi.json says who may, in x-kaisho-access.");
  }
  Input input{endpoint, std::move(*caller), std::move(match->path), {}, {}, {}, request.host, request.client_left};
  input.remote = request.remote;
  if (!request.authorizations.empty()) input.token = bearer(request.authorizations.front()).value_or("");
  const auto query = mark < target.size() ? target.substr(mark + 1) : std::string_view();
  if (auto fine = check_parameters(input, query, table_.components()); !fine) return std::unexpected(fine.error());
  if (auto fine = check_body(input, request, table_.components()); !fine) return std::unexpected(fine.error());
  if (auto fine = check_key(input, request); !fine) return std::unexpected(fine.error());
  if (auto fine = check_last_event(input, request); !fine) return std::unexpected(fine.error());
  auto reply = endpoint.handler(input);
  if (!reply) return std::unexpected(std::move(reply.error()));
  return response_of(request, std::move(*reply));
}

/// An organization that left the consortium takes its operators with it.
std::expected<Caller, Problem> Api::operator_caller(services::Operator operator_) const {
  const auto records = with_.records.records();
  if (!records) return std::unexpected(problem_from(records.error()));
  const auto member = governance::find_member((*records)->slots(), operator_.organization);
  if (!member || !member->active) {
    return refuse_with("unauthenticated", operator_.organization + " is no member of the consortium.");
  }
  Caller caller;
  caller.kind = Caller::Kind::operator_;
  caller.operator_ = std::move(operator_);
  return caller;
}

std::expected<Caller, Problem> Api::user_caller(const Address& account) const {
  const auto records = with_.records.records();
  if (!records) return std::unexpected(problem_from(records.error()));
  Caller caller;
  caller.kind = Caller::Kind::user;
  caller.account = account;
  caller.user_id = governance::user_of((*records)->slots(), account);
  return caller;
}

std::expected<Caller, Problem> Api::caller_of(const Request& request) const {
  if (request.authorizations.size() > 1) {
    return refuse_with("credentials-twice", "Authorization stands more than once: send it once.");
  }
  if (request.authorizations.empty()) {
    auto by_certificate = request.certificate && with_.access != nullptr
                              ? with_.access->by_certificate(*request.certificate)
                              : std::nullopt;
    if (!by_certificate) return Caller{};
    return operator_caller(std::move(*by_certificate));
  }
  const auto token = bearer(request.authorizations.front());
  auto by_token = token && with_.access != nullptr ? with_.access->by_token(*token) : std::nullopt;
  if (by_token) return operator_caller(std::move(*by_token));
  auto by_passkey = token && with_.passkeys != nullptr ? with_.passkeys->find(*token) : std::nullopt;
  if (by_passkey) return operator_caller(std::move(*by_passkey));
  const auto session = token && with_.sign_in != nullptr ? with_.sign_in->find(*token) : std::nullopt;
  if (session) return user_caller(session->account);
  return refuse_with("unauthenticated", "This token is unknown, expired or revoked.");
}

}  // namespace kaisho::api::rest
