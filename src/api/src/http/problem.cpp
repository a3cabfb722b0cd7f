#include "http/problem.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/json.hpp>

namespace kaisho::api {

std::string to_json(const Problem& problem) {
  std::string text = R"({"type":"urn:kaisho:problem:)";
  text += problem.slug;
  text += R"(","title":)" + codec::json::quote(problem.title);
  text += R"(,"status":)" + std::to_string(problem.status);
  text += R"(,"detail":)" + codec::json::quote(problem.detail) + problem.members + "}\n";
  return text;
}

const std::vector<ProblemKind>& problem_kinds() {
  static const std::vector<ProblemKind> kKinds{
      {"body-too-large", 413, "Body too large"},
      {"bad-signature", 401, "The signature proves nothing"},
      {"challenge-unknown", 401, "Unknown or used challenge"},
      {"credentials-twice", 400, "More than one proof of who calls"},
      {"forbidden", 403, "Not allowed"},
      {"four-eyes", 409, "The same person cannot agree"},
      {"idempotency-key-missing", 400, "Idempotency-Key is missing"},
      {"idempotency-key-reused", 422, "Idempotency-Key was used for another request"},
      {"idempotency-key-in-flight", 409, "The request with this Idempotency-Key is still being taken"},
      {"internal-error", 500, "Internal error"},
      {"invalid-request", 400, "Invalid request"},
      {"ledger-refused", 422, "The ledger refused"},
      {"method-not-allowed", 405, "Method not allowed"},
      {"no-operator-key", 409, "This node signs for no operator of the organization"},
      {"no-such-record", 404, "No such record"},
      {"consent-exists", 409, "A consent is on record"},
      {"no-such-resource", 404, "No such resource"},
      {"node-busy", 503, "Node busy"},
      {"not-awaiting", 409, "The operation waits for nobody's word"},
      {"not-json", 415, "Not JSON"},
      {"too-many-streams", 429, "Too many streams of events"},
      {"unauthenticated", 401, "Who calls is not known"},
      {"unavailable", 503, "The node takes nothing now"},
  };
  return kKinds;
}

Problem problem_of(std::string_view slug, std::string detail) {
  const auto& kinds = problem_kinds();
  const auto kind = std::ranges::find(kinds, slug, &ProblemKind::slug);
  KAISHO_ASSERT(kind != kinds.end());
  return {kind->status, kind->slug, kind->title, std::move(detail), {}};
}

}  // namespace kaisho::api
