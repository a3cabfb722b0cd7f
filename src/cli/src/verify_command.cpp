#include <algorithm>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/evidence/fork.hpp>
#include <kaisho/governance/policy.hpp>
#include <kaisho/node/genesis_file.hpp>

#include "command.hpp"
#include "files.hpp"
#include "pack_words.hpp"

// kaisho verify: evidence packs and fork evidence, without node and network (G11).
namespace kaisho::cli {
namespace {

namespace json = boost::json;
using evidence::VerifierKey;

struct VerifyOptions {
  std::string file, require, genesis;
  std::vector<std::string> trust, trust_all;
};

Result<std::vector<VerifierKey>> parse_keys(const std::vector<std::string>& texts) {
  std::vector<VerifierKey> keys;
  for (const auto& text : texts) {
    auto key = evidence::parse_verifier_key(text);
    if (!key) {
      return bad_input("bad_verifier_key",
                       "'" + text + "' is no verifier key: " + std::string(evidence::describe(key.error())),
                       "an organization publishes it as name+hash+base64; genesis.json holds all of them");
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

/// The founding members' keys and the ledger that they founded.
Result<void> add_genesis(const std::string& file, evidence::Trust& trust) {
  const auto document = node::read_genesis(file);
  const auto genesis = document ? node::to_genesis(*document) : std::unexpected(document.error());
  if (!genesis) return bad_input(genesis.error().code, genesis.error().text, genesis.error().next);
  std::vector<std::string> texts;
  for (const auto& member : document->members) texts.push_back(member.checkpoint_key);
  const auto keys = parse_keys(texts);
  if (!keys) return std::unexpected(keys.error());
  if (keys->empty()) return bad_input("no_keys", file + " names no members", "a developer's chain has none");
  trust.genesis_document = ledger::genesis_document_hash(*genesis);
  trust.any_of.insert(trust.any_of.end(), keys->begin(), keys->end());
  return {};
}

/// What was asked for, or the majority of the founding members where only they are given: one of them alone could write
/// any history.
Result<std::optional<governance::Policy>> policy_of(const VerifyOptions& options, const evidence::Trust& trust) {
  if (options.require.empty() && options.genesis.empty()) return std::nullopt;
  if (options.require.empty()) {
    evidence::NameSet names;
    for (const auto& key : trust.any_of) names.insert(key.name);
    return governance::Policy::majority_of({names.begin(), names.end()});
  }
  auto policy = governance::Policy::parse(options.require);
  if (!policy) {
    return bad_input("bad_policy",
                     "'" + options.require + "' is no policy: " + policy.error().message + " (at byte " +
                         std::to_string(policy.error().offset) + ")",
                     "for example: Majority[bank,broker,exchange]; docs/formats/policy.md");
  }
  if (!trust.is_given()) {
    return bad_input("no_trusted_keys", "a policy counts only keys that you trust, and you named none",
                     "name them with --genesis genesis.json or --trusted-key name+hash+base64");
  }
  return *policy;
}

/// The policy as the report names it. A name without a key can never vouch: better said than wondered about.
std::string policy_text(const governance::Policy& policy, const evidence::Trust& trust) {
  std::string without;
  for (const auto& name : policy.organizations()) {
    const auto is_named = [&](const VerifierKey& key) { return key.name == name; };
    if (std::ranges::any_of(trust.any_of, is_named) || std::ranges::any_of(trust.all_of, is_named)) continue;
    without += (without.empty() ? " (you named no key of " : ", ") + name;
  }
  return policy.text() + (without.empty() ? "" : without + ")");
}

Result<evidence::Trust> trust_of(const VerifyOptions& options) {
  auto any = parse_keys(options.trust);
  if (!any) return std::unexpected(any.error());
  auto all = parse_keys(options.trust_all);
  if (!all) return std::unexpected(all.error());
  evidence::Trust trust{std::move(*any), std::move(*all)};
  if (!options.genesis.empty()) {
    if (auto added = add_genesis(options.genesis, trust); !added) return std::unexpected(added.error());
  }
  const auto policy = policy_of(options, trust);
  if (!policy) return std::unexpected(policy.error());
  if (*policy) {
    trust.requirement =
        evidence::Requirement{policy_text(**policy, trust),
                              [policy = **policy](const evidence::NameSet& names) { return policy.holds_for(names); }};
  }
  return trust;
}

void add_words(std::string_view pack_text, std::string& report, json::object& object) {
  const auto words = pack_in_words(pack_text);
  json::array list;
  if (!words.empty()) report += "\n\nWhat that means, from the proved bytes alone:";
  for (const auto& sentence : words) {
    report += "\n  " + sentence;
    list.emplace_back(sentence);
  }
  object["words"] = std::move(list);
}

Result<Report> verify(Session&, const VerifyOptions& options) {
  const auto trust = trust_of(options);
  if (!trust) return std::unexpected(trust.error());
  const auto text = read_file(options.file);
  if (!text) return std::unexpected(text.error());
  auto verdict = evidence::is_fork_text(*text) ? evidence::verify_fork_for_people(*text, *trust)
                                               : evidence::verify_for_people(*text, *trust);
  while (verdict.text.ends_with('\n')) verdict.text.pop_back();
  const auto data = codec::json::parse(verdict.json);
  auto object = data && data->is_object() ? data->get_object() : json::object();
  // Words only for what was proved: a pack that does not hold says nothing.
  if (verdict.exit_code == 0 && !evidence::is_fork_text(*text)) add_words(*text, verdict.text, object);
  return Report{std::move(verdict.text), std::move(object), static_cast<ExitCode>(verdict.exit_code)};
}

void declare(CLI::App& command, VerifyOptions& options) {
  command.add_option("PACK", options.file, "an evidence pack, or evidence of a fork")->required();
  command.add_option("--require", options.require,
                     "policy over the names whose trusted keys signed; with --genesis the majority by default");
  command.add_option("--genesis", options.genesis, "genesis.json: trust its members' keys, and only its ledger");
  command.add_option("--trust,--trusted-key", options.trust, "verifier key; one of those given must have signed");
  command.add_option("--trust-all", options.trust_all, "verifier key that must have signed; may be repeated");
}

}  // namespace

void add_verify_command(CLI::App& app, Session& session) {
  add_command<VerifyOptions>(
      app, session,
      {"verify", "check an evidence pack or a fork, without node and network: 0 true, 1 false, 2 unreadable",
       "verify pack.json --genesis genesis.json --require 'Majority[bank,broker,exchange]'"},
      declare, verify);
}

}  // namespace kaisho::cli
