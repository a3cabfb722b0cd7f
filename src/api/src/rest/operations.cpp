#include <boost/json/array.hpp>

#include <kaisho/codec/json.hpp>

#include "rest/operation_feed.hpp"
#include "rest/operation_view.hpp"
#include "rest/writing.hpp"

// What became of writes, and the second person's word on those that need one.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::Operation;

bool may_see(const Caller& caller, const Operation& operation) {
  if (operation.owner == caller.owner()) return true;
  return caller.kind == Caller::Kind::operator_ && caller.operator_.organization == operation.organization;
}

/// As if it were not there for whom it does not concern.
std::expected<Operation, Problem> operation_of(const Dependencies& with, const Input& input) {
  const auto& id = input.text("operation");
  auto operation = with.writes != nullptr ? with.writes->find(id) : std::nullopt;
  if (!operation || !may_see(input.caller, *operation)) return no_such("operation", id);
  return *std::move(operation);
}

Outcome find(const Dependencies& with, const Input& input) {
  const auto operation = operation_of(with, input);
  if (!operation) return std::unexpected(operation.error());
  Reply reply{200, operation_json(*operation)};
  if (!operation->ended()) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

/// The steps behind the last one that the client saw; nothing (204) where it saw the end, so that it stops asking.
Outcome events(const Dependencies& with, const Input& input) {
  const auto operation = operation_of(with, input);
  if (!operation) return std::unexpected(operation.error());
  if (input.last_event_id == OperationFeed::kEnd) return Reply{204, nullptr};
  auto place = with.streams->take(input.caller.person());
  if (!place && place.error() == StreamPlaces::Full::of_one) {
    return refuse_with("too-many-streams", "You have " + std::to_string(with.streams->limits().of_one) +
                                               " streams of events open: close one, or ask for the operation itself.");
  }
  if (!place) return refuse_with("node-busy", "The node has as many streams of events as it may: try again soon.");
  const auto first = input.last_event_id ? std::stoull(*input.last_event_id) + 1 : 0;
  auto feed = std::make_shared<OperationFeed>(first, *std::move(place));
  feed->begin(*with.writes, operation->id);
  return Reply{200, nullptr, {{"Cache-Control", "no-store"}}, {}, std::move(feed)};
}

Outcome list(const Dependencies& with, const Input& input) {
  json::array items;
  if (with.writes != nullptr) {
    for (const auto& operation :
         with.writes->list(input.caller.owner(), input.caller.operator_.organization, input.number("limit", 50))) {
      const auto* status = input.find("status");
      if (status == nullptr || *status == name_of(operation.status)) items.push_back(operation_json(operation));
    }
  }
  return Reply{200, json::object{{"items", std::move(items)}}};
}

Outcome decide(const Dependencies& with, const Input& input) {
  const auto operation = operation_of(with, input);
  if (!operation) return std::unexpected(operation.error());
  const bool agrees = input.body.as_object().at("agree").as_bool();
  // A token and a passkey of one person are two entries: they are no four eyes.
  if (agrees && with.access != nullptr && with.access->is_same_person(operation->person, input.caller.operator_)) {
    return refuse_with("four-eyes", "Who asked cannot agree, by whatever entry: a second person has to.");
  }
  const auto decided = agrees ? with.writes->agree(operation->id, input.caller.operator_)
                              : with.writes->reject(operation->id, input.caller.person());
  if (!decided) return std::unexpected(problem_from(decided.error()));
  return Reply{200, operation_json(*decided)};
}

void add_schemas(EndpointTable& table) {
  table.component("Accepted",
                  object("A write that was taken",
                         {{"operation", text("ID of the operation to follow", 32)},
                          {"kind", text("operationId of what was asked", 64)},
                          {"self", text("Where the operation is", 128)},
                          {"secondPerson", boolean("True: nothing is sent before a second person agrees")}}));
  table.component("OperationResult",
                  object("As far as it is known",
                         {optional("transactionHash", form(Form::hash, "")), optional("blockNumber", integer("")),
                          optional("application", integer("", 1)), optional("proposal", integer("", 1)),
                          optional("contract", form(Form::address, "That was deployed")),
                          optional("account", form(Form::address, "Of the registered user")),
                          optional("packageHash", form(Form::hash, "")), optional("success", boolean("Of the tests")),
                          optional("reportHash", form(Form::hash, "Of the tests"))}));
  table.component("ProgressStep", object("", {{"time", integer("s since 1970")}, {"text", text("A sentence", 4096)}}));
  table.component("Operation", object("A write and what became of it",
                                      {{"operation", text("", 32)},
                                       {"kind", text("operationId of what was asked", 64)},
                                       {"status", one_of("awaiting: a second person; running: tests or a block",
                                                         {"awaiting", "running", "done", "failed"})},
                                       optional("organization", text("Whose operator signs", 64)),
                                       {"created", integer("s since 1970")},
                                       {"updated", integer("s since 1970")},
                                       {"progress", array("", ref("ProgressStep"))},
                                       {"result", ref("OperationResult")},
                                       optional("problem", ref("Problem"))}));
}

}  // namespace

void add_operations(EndpointTable& table, const Dependencies& with) {
  add_schemas(table);
  constexpr Access kOwn{.users = Access::Users::own, .roles = kOperators};
  const auto id = path_parameter("operation", text("", 32, 32));
  table.add({.method = Method::get,
             .path = "/v1/operations",
             .id = "listOperations",
             .tag = "operations",
             .summary = "Writes of the caller's organization or account, newest first",
             .access = kOwn,
             .parameters = {query_parameter("limit", integer("Most items; 50 by default", 1, 200)),
                            query_parameter("status", one_of("", {"awaiting", "running", "done", "failed"}))},
             .answer = page_of("Operation"),
             .handler = [with](const Input& input) { return list(with, input); }});
  table.add({.method = Method::get,
             .path = "/v1/operations/{operation}",
             .id = "getOperation",
             .tag = "operations",
             .summary = "What became of a write; ask again while it is running",
             .access = kOwn,
             .parameters = {id},
             .answer = ref("Operation"),
             .problems = {"no-such-record"},
             .handler = [with](const Input& input) { return find(with, input); }});
  table.add(
      {.method = Method::get,
       .path = "/v1/operations/{operation}/events",
       .id = "watchOperation",
       .tag = "operations",
       .summary = "A write's progress as server-sent events, as it happens, until its end",
       .description =
           "Each step is an event `progress` with a ProgressStep; the last event is `end` with the Operation. The "
           "stream may end before, after some minutes or with the node: ask again with Last-Event-ID.",
       .access = kOwn,
       .parameters = {id},
       .answer = text("Server-sent events (WHATWG HTML)", 16 << 20),
       .problems = {"no-such-record", "too-many-streams"},
       .streams = true,
       .handler = [with](const Input& input) { return events(with, input); }});
  table.add(
      {.method = Method::post,
       .path = "/v1/operations/{operation}/decision",
       .id = "decideOperation",
       .tag = "operations",
       .summary = "The second person's word: agree, and it is sent; or reject it",
       .description = "Never by who asked. Who needs to agree must have a role that the write itself demands.",
       .access = {.roles = kRegistrar | kAdministrator},
       .parameters = {id},
       .body = object("", {{"agree", boolean("False: it is never sent")}}),
       .answer = ref("Operation"),
       .problems = {"no-such-record", "four-eyes", "not-awaiting", "ledger-refused", "no-operator-key", "unavailable"},
       .handler = [with](const Input& input) { return decide(with, input); }});
}

}  // namespace kaisho::api::rest
