#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

#include "kaisho/analysis/program_facts.hpp"

namespace kaisho::analysis {
namespace {

namespace bj = boost::json;

bj::string_view sv(std::string_view text) { return {text.data(), text.size()}; }

bj::array texts(const std::vector<std::string>& list) {
  bj::array array;
  for (const auto& one : list) array.emplace_back(sv(one));
  return array;
}

bj::array effects_json(const std::set<Effect>& effects) {
  bj::array array;
  for (const auto effect : effects) array.emplace_back(sv(describe(effect)));
  return array;
}

bj::value party_json(const Party& party) {
  return {{"kind", sv(describe(party.kind))},
          {"name", sv(party.name)},
          {"account", to_hex(party.account)},
          {"usable", party.usable}};
}

bj::value function_json(const FunctionFacts& function) {
  bj::array trials;
  for (const auto& trial : function.trials) {
    trials.push_back(
        {{"party", trial.party}, {"effects", effects_json(trial.effects)}, {"changed", texts(trial.changed)}});
  }
  return {{"signature", sv(function.signature)},   {"selector", to_hex(function.selector)},
          {"mutability", sv(function.mutability)}, {"parameters", texts(function.parameters)},
          {"notice", sv(function.notice)},         {"inInterface", function.in_interface},
          {"tried", function.was_tried},           {"after", sv(function.after)},
          {"succeeded", std::move(trials)}};
}

bj::value power_json(const Power& power) {
  bj::array parties;
  for (const auto party : power.parties) parties.emplace_back(party);
  return {{"power", sv(describe(power.effect))},
          {"functions", texts(power.functions)},
          {"parties", std::move(parties)},
          {"anyone", power.anyone}};
}

}  // namespace

std::string ProgramFacts::to_json() const {
  bj::array party_list, function_list, power_list, finding_list;
  for (const auto& party : parties) party_list.push_back(party_json(party));
  for (const auto& function : functions) function_list.push_back(function_json(function));
  for (const auto& power : powers) power_list.push_back(power_json(power));
  for (const auto& finding : findings) {
    finding_list.push_back({{"finding", sv(describe(finding.kind))},
                            {"severity", severity(finding.kind)},
                            {"subject", sv(finding.subject)}});
  }
  return codec::json::canonical_text({{"format", "kaisho-program-facts/1"},
                                      {"package", to_hex(package_hash)},
                                      {"token", sv(token_id)},
                                      {"name", sv(name)},
                                      {"version", sv(version)},
                                      {"standard", sv(standard)},
                                      {"constructor", sv(constructor_inputs)},
                                      {"argumentsHash", to_hex(arguments_hash)},
                                      {"creationFault", sv(creation_fault)},
                                      {"interfaces", texts(interfaces)},
                                      {"parties", std::move(party_list)},
                                      {"functions", std::move(function_list)},
                                      {"powers", std::move(power_list)},
                                      {"findings", std::move(finding_list)},
                                      {"usable",
                                       {{"verdict", sv(describe(usable.verdict))},
                                        {"movedToOutsiders", texts(usable.moved_to_outsiders)},
                                        {"askedTokens", texts(usable.asked_tokens)}}},
                                      {"gas", gas_used}});
}

}  // namespace kaisho::analysis
