#include "kaisho/evidence/fork.hpp"

#include <algorithm>
#include <kaisho/codec/json_value.hpp>

#include "cosigned.hpp"
#include "pack_form.hpp"

namespace kaisho::evidence {
namespace {

namespace json = boost::json;
using Problem = std::optional<Unreadable>;
constexpr unsigned kMaxDepth = 4;

json::string text(std::string_view value) { return json::string(json::string_view(value.data(), value.size())); }

json::value write(const ForkSide& side) {
  json::array signers;
  for (const auto& key : side.signers) signers.emplace_back(text(key.to_text()));
  return json::object{{"checkpoint", text(side.checkpoint)}, {"signers", std::move(signers)}};
}

ForkSide read_side(const json::value& value, std::string_view name, Problem& problem) {
  ObjectReader reader(value, std::string(name), problem);
  ForkSide side;
  side.checkpoint = reader.text("checkpoint");
  for (const auto& key_text : reader.texts("signers")) {
    auto key = parse_verifier_key(key_text);
    if (!key) reader.fail("signers", std::string(describe(key.error())));
    if (key) side.signers.push_back(*std::move(key));
  }
  reader.finish();
  return side;
}

std::optional<json::value> parse(std::string_view text) {
  auto root = codec::json::parse(text, {.max_size = kMaxForkSize, .max_depth = kMaxDepth});
  return root ? std::optional(*std::move(root)) : std::nullopt;
}

/// One side as far as it could be read; what is wrong with it goes to the report.
std::optional<Checkpoint> judge_side(const ForkSide& side, std::string_view name, const Trust& trust,
                                     std::vector<SignerResult>& signers, ForkReport& report) {
  const auto add = [&](const std::string& problem) { report.problems.push_back(std::string(name) + ": " + problem); };
  for (const auto& key : side.signers) signers.push_back({key, trust.names(key)});
  const auto read = read_signed_checkpoint(side.checkpoint);
  if (!read) {
    add(read.error());
    return std::nullopt;
  }
  if (side.signers.empty()) add("there are no signers");
  if (read->note.signatures.size() != side.signers.size()) add("not every signer has signed the checkpoint");
  if (const auto failure = check_signatures(read->note, side.signers)) add(*failure);
  if (trust.is_given() && std::ranges::none_of(signers, &SignerResult::trusted)) {
    add("no key that you trust has signed it");
  }
  return read->checkpoint;
}

}  // namespace

std::string write_fork(const ForkEvidence& fork) {
  return codec::json::canonical_text(
      json::object{{"format", text(kForkFormat)}, {"first", write(fork.first)}, {"second", write(fork.second)}});
}

std::expected<ForkEvidence, Unreadable> read_fork(std::string_view text) {
  const auto root = codec::json::parse(text, {.max_size = kMaxForkSize, .max_depth = kMaxDepth});
  if (!root) return std::unexpected(Unreadable{"", std::string(codec::json::describe(root.error()))});
  Problem problem;
  ObjectReader reader(*root, "", problem);
  if (reader.text("format") != kForkFormat) reader.fail("format", "is not \"" + std::string(kForkFormat) + "\"");
  ForkEvidence fork;
  fork.first = read_side(reader.value("first"), "first", problem);
  fork.second = read_side(reader.value("second"), "second", problem);
  reader.finish();
  if (problem) return std::unexpected(*std::move(problem));
  return fork;
}

bool is_fork_text(std::string_view text) {
  const auto root = parse(text);
  const auto* object = root ? root->if_object() : nullptr;
  const auto* format = object == nullptr ? nullptr : object->if_contains("format");
  return format != nullptr && format->is_string() && std::string_view(format->get_string()) == kForkFormat;
}

ForkReport judge_fork(const ForkEvidence& fork, const Trust& trust) {
  ForkReport report;
  report.trust_given = trust.is_given();
  const auto first = judge_side(fork.first, "first", trust, report.first_signers, report);
  const auto second = judge_side(fork.second, "second", trust, report.second_signers, report);
  for (const auto& key : fork.first.signers) {
    if (std::ranges::find(fork.second.signers, key) != fork.second.signers.end()) report.both.push_back(key.name);
  }
  if (!first || !second) return report;
  report.origin = first->origin;
  report.size = first->size;
  report.first_root = first->root;
  report.second_root = second->root;
  if (first->origin != second->origin) report.problems.emplace_back("the two checkpoints are of different ledgers");
  if (first->size != second->size) report.problems.emplace_back("the two checkpoints are of different sizes");
  if (first->root == second->root) report.problems.emplace_back("the two checkpoints say the same");
  return report;
}

}  // namespace kaisho::evidence
