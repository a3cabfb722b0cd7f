#include <kaisho/codec/json.hpp>
#include <kaisho/services/pack_requests.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

using services::StateClaimRequest;

constexpr std::size_t kMaxClaims = 1'000;

StateClaimRequest::Kind claim_kind(Reader& reader, const json::object& object) {
  const auto text = reader.text(member(object, "kind"), "states.kind");
  if (text == "account") return StateClaimRequest::Kind::account;
  if (text == "code") return StateClaimRequest::Kind::code;
  if (text != "storage") reader.fail("states.kind", "expected account, storage or code");
  return StateClaimRequest::Kind::storage;
}

StateClaimRequest read_claim(Reader& reader, const json::value& value) {
  StateClaimRequest claim;
  const auto* object = reader.object(&value, "states");
  if (object == nullptr) return claim;
  claim.kind = claim_kind(reader, *object);
  claim.address = reader.address(member(*object, "address"), "states.address");
  if (claim.kind == StateClaimRequest::Kind::storage) claim.slot = reader.word(member(*object, "slot"), "states.slot");
  if (const auto* block = member(*object, "block")) claim.at = block_id(reader.block(block, "states.block"));
  if (const auto* label = member(*object, "label")) claim.label = reader.text(label, "states.label");
  return claim;
}

/// The elements of a list that may be missing.
template <class Read>
void each(Reader& reader, const json::object& object, std::string_view name, Read read) {
  const auto* value = member(object, name);
  if (value == nullptr) return;
  const auto* list = reader.array(value, name);
  if (list == nullptr) return;
  if (list->size() > kMaxClaims) return reader.fail(name, "at most 1000 in one pack");
  for (const auto& element : *list) {
    if (reader.ok()) read(element);
  }
}

/// What transactions mean to people: {hash: text…}.
void read_labels(Reader& reader, const json::object& object, services::PackRequest& request) {
  const auto* value = member(object, "labels");
  const auto* labels = value == nullptr ? nullptr : reader.object(value, "labels");
  if (labels == nullptr) return;
  for (const auto& entry : *labels) {
    const json::value key(entry.key());
    const auto hash = reader.hash(&key, "labels");
    auto text = reader.text(&entry.value(), "labels");
    if (!reader.ok()) return;
    request.labels.emplace(hash, std::move(text));
  }
}

/// What a pack is asked to be about, beside what is named one by one.
struct Subjects {
  std::optional<std::uint64_t> application;
  std::optional<std::pair<std::string, std::string>> absence;  ///< user, token
};

struct Wanted {
  services::PackRequest request;
  Subjects subjects;
};

Subjects read_subjects(Reader& reader, const json::object& object) {
  Subjects subjects;
  if (const auto* number = member(object, "application")) subjects.application = reader.number(number, "application");
  if (const auto* value = member(object, "absence")) {
    if (const auto* absence = reader.object(value, "absence")) {
      subjects.absence.emplace(reader.text(member(*absence, "userId"), "absence.userId"),
                               reader.text(member(*absence, "tokenId"), "absence.tokenId"));
    }
  }
  return subjects;
}

/// {"application": quantity, "absence": {userId, tokenId}, "transactions": [hash…], "labels": {hash: text…},
/// "states": [{kind, address, slot, block, label}…], "earlierCheckpoint": text}
Wanted read_wanted(Reader& reader, const json::object& object) {
  Wanted wanted{.request = {}, .subjects = read_subjects(reader, object)};
  auto& request = wanted.request;
  each(reader, object, "transactions",
       [&](const json::value& value) { request.transactions.push_back(reader.hash(&value, "transactions")); });
  read_labels(reader, object, request);
  each(reader, object, "states",
       [&](const json::value& value) { request.states.push_back(read_claim(reader, value)); });
  if (const auto* earlier = member(object, "earlierCheckpoint")) {
    request.earlier_checkpoint = reader.text(earlier, "earlierCheckpoint");
  }
  return wanted;
}

/// Adds what the ledger holds of the subjects.
services::Result<void> add_subjects(Wanted& wanted, const EvidenceParts& with, const std::stop_token& client_left) {
  const auto& [application, absence] = wanted.subjects;
  if (!application && !absence) return {};
  const auto records = with.records.records();
  if (!records) return std::unexpected(records.error());
  const auto& slots = (*records)->slots();
  if (application) {
    const auto found = governance::find_application(slots, *application);
    if (!found) {
      return std::unexpected(
          services::Error{services::ErrorCode::not_found, "there is no application " + std::to_string(*application)});
    }
    auto added = services::add_application(wanted.request, with.ledger, **records, *found, client_left);
    if (!added) return added;
  }
  if (!absence) return {};
  const auto& [user, token] = *absence;
  if (const auto number = governance::application_of(slots, user, token); number != 0) {
    return std::unexpected(services::Error{
        services::ErrorCode::refused,
        "user " + user + " gave a consent for token " + token + ": application " + std::to_string(number)});
  }
  services::add_absence(wanted.request, **records, user, token);
  return {};
}

}  // namespace

void add_kaisho_evidence(MethodTable& table, const EvidenceParts& with) {
  table.add("kaisho_getCheckpoint", kPublic, Cost::heavy, [with](const Call&) -> RpcResult {
    const auto note = with.evidence.checkpoint();
    return note ? RpcResult(codec::json::quote(*note)) : failed(note.error());
  });
  table.add("kaisho_getEvidence", kPublic, Cost::heavy, [with](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(1);
    const auto* object = args.object(0);
    if (object == nullptr) return args.error();
    auto wanted = read_wanted(args, *object);
    if (!args.ok()) return args.error();
    if (const auto added = add_subjects(wanted, with, call.client_left); !added) return failed(added.error());
    const auto pack = with.evidence.build(wanted.request);
    return pack ? RpcResult(*pack) : failed(pack.error());
  });
}

}  // namespace kaisho::api
