#include <kaisho/services/pack_requests.hpp>

#include "rest/resources.hpp"

// G11: evidence packs, for people without a node.
namespace kaisho::api::rest {
using namespace schema;

namespace {

using services::GovernanceRecords;

Outcome pack(const Dependencies& with, const services::PackRequest& request) {
  if (with.evidence == nullptr) return refuse_with("unavailable", "This node signs no checkpoints: ask another one.");
  auto text = with.evidence->build(request);
  if (!text) return std::unexpected(problem_from(text.error()));
  return Reply{.status = 200, .body = {}, .document = *std::move(text)};
}

Outcome of_application(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto application = governance::find_application(records.slots(), input.number("number"));
  if (!application) return no_such("application", input.text("number"));
  const auto& caller = input.caller;
  if (caller.kind == Caller::Kind::user && caller.user_id != application->user_id) return not_yours();
  services::PackRequest request;
  const auto added = services::add_application(request, with.ledger, records, *application, input.client_left);
  if (!added) return std::unexpected(problem_from(added.error()));
  return pack(with, request);
}

Outcome of_absence(const Dependencies& with, const Input& input, const GovernanceRecords& records) {
  const auto& user = input.text("userId");
  if (input.caller.kind == Caller::Kind::user && input.caller.user_id != user) return not_yours();
  const auto number = governance::application_of(records.slots(), user, input.text("tokenId"));
  if (number != 0) {
    return refuse_with("consent-exists",
                       "There is a consent: GET /v1/applications/" + std::to_string(number) + "/pack.");
  }
  services::PackRequest request;
  services::add_absence(request, records, user, input.text("tokenId"));
  return pack(with, request);
}

Endpoint row(const Dependencies& with, std::string path, std::string id, std::string summary,
             Outcome (*make)(const Dependencies&, const Input&, const GovernanceRecords&)) {
  return {.method = Method::get,
          .path = std::move(path),
          .id = std::move(id),
          .tag = "packs",
          .summary = std::move(summary),
          .description = "kaisho verify checks it without a node; docs/formats/evidence-pack.md",
          .access = {.users = Access::Users::own, .roles = kOperators},
          .answer = ref("EvidencePack"),
          .problems = {"no-such-record", "unavailable", "ledger-refused"},
          .handler = reading(with, [with, make](const Input& input, const GovernanceRecords& records) {
            return make(with, input, records);
          })};
}

}  // namespace

void add_packs(EndpointTable& table, const Dependencies& with) {
  table.component("EvidencePack",
                  any_object("kaisho-evidence-pack/1: claims, their proofs and a co-signed checkpoint"));
  auto story =
      row(with, "/v1/applications/{number}/pack", "getApplicationPack",
          "The evidence of an application: consent, tests, policy, deployment, withdrawal (G11)", of_application);
  story.parameters = {path_parameter("number", form(Form::number, "From 1"))};
  table.add(std::move(story));
  auto absence = row(with, "/v1/absences/{userId}/{tokenId}/pack", "getAbsencePack",
                     "The evidence that a user gave no consent for a token (G11)", of_absence);
  absence.parameters = {path_parameter("userId", form(Form::id, "")), path_parameter("tokenId", form(Form::id, ""))};
  absence.problems.emplace_back("consent-exists");
  table.add(std::move(absence));
}

}  // namespace kaisho::api::rest
