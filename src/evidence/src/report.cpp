#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

#include "kaisho/evidence/verify.hpp"

namespace kaisho::evidence {
namespace {

namespace json = boost::json;

/// Text from the pack without control characters: a pack must not move the cursor or begin lines of its own.
std::string printable(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool c1 = byte == 0xc2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    if (byte < ' ' || byte == 0x7f || c1) {
      clean += '?';
      at += c1 ? 1 : 0;
    } else {
      clean += text[at];
    }
  }
  return clean;
}

std::string signers_in_words(const Report& report) {
  std::string text = "Checkpoint of " + std::to_string(report.checkpoint_size) + " blocks, signed by\n";
  for (const auto& [key, trusted] : report.signers) {
    text += "  " + key.to_text() + (trusted ? "  (a key that you trust)\n" : "\n");
  }
  if (report.policy) text += "Required " + *report.policy + (report.policy_met ? ": met\n" : ": NOT MET\n");
  if (report.trust_given) return text;
  return text +
         "You named no keys that you trust: these keys come from the pack itself. Compare them with the ones that the\n"
         "organizations publish, or name them with --trust.\n";
}

std::string claims_in_words(const Report& report) {
  std::string text;
  for (const auto& claim : report.claims) {
    text += (claim.holds ? "holds  " : "FAILS  ") + printable(claim.text) + "\n";
    if (!claim.holds) text += "       " + claim.reason + "\n";
  }
  for (const auto& problem : report.problems) text += "FAILS  " + problem + "\n";
  return text;
}

std::string labels_in_words(const Report& report) {
  if (report.labels.empty()) return {};
  std::string text = "What the maker of the pack says that these mean (not proved):\n";
  for (const auto& label : report.labels) text += "  " + label.subject + ": " + printable(label.text) + "\n";
  return text;
}

std::string result_in_words(const Report& report) {
  if (report.holds()) return "Result: true, all " + std::to_string(report.claims.size()) + " claims hold\n";
  const auto failing = std::ranges::count(report.claims, false, &ClaimResult::holds);
  return "Result: false, " + std::to_string(failing) + " of " + std::to_string(report.claims.size()) +
         " claims fail, " + std::to_string(report.problems.size()) + " other problems\n";
}

std::string in_words(const Report& report) {
  return "Evidence pack of chain " + std::to_string(report.chain_id) + " with genesis " + to_hex(report.genesis_hash) +
         "\n" + signers_in_words(report) + claims_in_words(report) + labels_in_words(report) + result_in_words(report);
}

json::string text(std::string_view value) { return json::string(json::string_view(value.data(), value.size())); }

json::array claims_for_machines(const Report& report) {
  json::array claims;
  for (const auto& claim : report.claims) {
    claims.push_back(json::object{{"text", text(claim.text)},
                                  {"holds", claim.holds},
                                  {"reason", claim.holds ? json::value(nullptr) : json::value(text(claim.reason))}});
  }
  return claims;
}

std::string for_machines(const Report& report) {
  json::array signers;
  for (const auto& [key, trusted] : report.signers) {
    signers.push_back(json::object{{"key", text(key.to_text())}, {"trusted", trusted}});
  }
  json::array labels;
  for (const auto& label : report.labels) {
    labels.push_back(json::object{{"subject", text(label.subject)}, {"text", text(label.text)}});
  }
  json::array vouching;
  for (const auto& name : report.vouching) vouching.emplace_back(text(name));
  json::array problems;
  for (const auto& problem : report.problems) problems.emplace_back(text(problem));
  return codec::json::canonical_text(
      json::object{{"result", report.holds() ? "true" : "false"},
                   {"chain_id", text(std::to_string(report.chain_id))},
                   {"genesis_hash", text(to_hex(report.genesis_hash))},
                   {"checkpoint_size", text(std::to_string(report.checkpoint_size))},
                   {"keys_from_pack_only", !report.trust_given},
                   {"signers", std::move(signers)},
                   {"vouching", std::move(vouching)},
                   {"required_policy", report.policy ? json::value(text(*report.policy)) : nullptr},
                   {"policy_met", report.policy ? json::value(report.policy_met) : nullptr},
                   {"claims", claims_for_machines(report)},
                   {"problems", std::move(problems)},
                   {"labels", std::move(labels)}});
}

Verdict unreadable(const Unreadable& problem) {
  const auto what = problem.where.empty() ? problem.reason : problem.where + " " + problem.reason;
  return {2, "Not a readable evidence pack: " + what + "\n",
          codec::json::canonical_text(json::object{
              {"result", "unreadable"}, {"where", text(problem.where)}, {"reason", text(problem.reason)}})};
}

}  // namespace

Verdict verify_for_people(std::string_view pack_text, const Trust& trust) {
  const auto report = verify(pack_text, trust);
  if (!report) return unreadable(report.error());
  return {report->holds() ? 0 : 1, in_words(*report), for_machines(*report)};
}

}  // namespace kaisho::evidence
