#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

#include "kaisho/evidence/fork.hpp"

namespace kaisho::evidence {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) { return json::string(json::string_view(value.data(), value.size())); }

std::string side_in_words(std::string_view name, const Hash& root, const std::vector<SignerResult>& signers) {
  std::string words = std::string(name) + " history with root " + to_hex(root) + ", signed by\n";
  for (const auto& [key, trusted] : signers) {
    words += "  " + key.to_text() + (trusted ? "  (a key that you trust)\n" : "\n");
  }
  return words;
}

std::string joined(const std::vector<std::string>& names) {
  std::string words;
  for (const auto& name : names) words += (words.empty() ? "" : ", ") + name;
  return words;
}

std::string result_in_words(const ForkReport& report) {
  if (!report.holds()) {
    std::string words;
    for (const auto& problem : report.problems) words += "FAILS  " + problem + "\n";
    return words + "Result: false, the file proves no fork\n";
  }
  if (report.both.empty()) return "Result: true, the signers of the two sides showed two histories\n";
  return "Result: true, each of these signed both: " + joined(report.both) + "\n";
}

std::string in_words(const ForkReport& report) {
  auto words = "Fork evidence of " + report.origin + ": two histories of " + std::to_string(report.size) + " blocks\n" +
               side_in_words("First", report.first_root, report.first_signers) +
               side_in_words("Second", report.second_root, report.second_signers);
  if (!report.trust_given) {
    words +=
        "You named no keys that you trust: these keys come from the file itself. Compare them with the ones that the\n"
        "organizations publish, or name them with --trust or --genesis.\n";
  }
  return words + result_in_words(report);
}

json::object side_for_machines(const Hash& root, const std::vector<SignerResult>& signers) {
  json::array keys;
  for (const auto& [key, trusted] : signers) {
    keys.push_back(json::object{{"key", text(key.to_text())}, {"trusted", trusted}});
  }
  return {{"root", text(to_hex(root))}, {"signers", std::move(keys)}};
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const auto& value : values) array.emplace_back(text(value));
  return array;
}

std::string for_machines(const ForkReport& report) {
  return codec::json::canonical_text(
      json::object{{"result", report.holds() ? "true" : "false"},
                   {"kind", "fork"},
                   {"origin", text(report.origin)},
                   {"size", text(std::to_string(report.size))},
                   {"keys_from_file_only", !report.trust_given},
                   {"first", side_for_machines(report.first_root, report.first_signers)},
                   {"second", side_for_machines(report.second_root, report.second_signers)},
                   {"signed_both", texts(report.both)},
                   {"problems", texts(report.problems)}});
}

Verdict unreadable(const Unreadable& problem) {
  const auto what = problem.where.empty() ? problem.reason : problem.where + " " + problem.reason;
  return {2, "Not readable fork evidence: " + what + "\n",
          codec::json::canonical_text(json::object{
              {"result", "unreadable"}, {"where", text(problem.where)}, {"reason", text(problem.reason)}})};
}

}  // namespace

Verdict verify_fork_for_people(std::string_view text, const Trust& trust) {
  const auto fork = read_fork(text);
  if (!fork) return unreadable(fork.error());
  const auto report = judge_fork(*fork, trust);
  return {report.holds() ? 0 : 1, in_words(report), for_machines(report)};
}

}  // namespace kaisho::evidence
