#include <kaisho/base/hex.hpp>

#include "kaisho/governance/membership.hpp"
#include "record_words.hpp"

// G11: what the records of members, their nodes and their decisions mean.
namespace kaisho::governance::words_of {
namespace {

std::string member_state(const Said& said) {
  if (!said.value) return "there was no member " + said.keys[0];
  const auto word = packed(said);
  return "member " + said.keys[0] + " is run by account " + to_hex(word.address(0)) + ", " +
         (word.number(23, 1) != 0 ? "active" : "no member any more") + ", since " + seconds(word.number(24, 8));
}

std::string node_and_power(const Said& said, const std::string& whose) {
  if (!said.value) return whose + " has no node ID and no power";
  return whose + " has the node ID " + to_hex(packed(said).address(0)) + " and the power " +
         std::to_string(packed(said).number(20, 4));
}

std::string proposal_head(const Said& said) {
  if (!said.value) return "there was no proposal " + said.keys[0];
  const auto word = packed(said);
  constexpr std::string_view kStatus[] = {"unknown", "open", "carried out", "withdrawn"};
  const auto status = word.number(1, 1);
  const auto what = describe(static_cast<ChangeKind>(word.number(0, 1)));
  return "proposal " + said.keys[0] + " to change the membership (" + std::string(what) + ") of " +
         organization(word.number(2, 4)) + " is " + std::string(kStatus[status < 4 ? status : 0]) + ", made at " +
         seconds(word.number(6, 8)) + ", until " + seconds(word.number(14, 8));
}

std::string clerk(const Said& said) {
  if (!said.value) return "account " + said.keys[0] + " was no clerk";
  const auto word = packed(said);
  const auto until = word.number(12, 8);
  return "account " + said.keys[0] + " is a clerk of " + organization(word.number(0, 4)) + " since " +
         seconds(word.number(4, 8)) + (until == 0 ? std::string() : ", until " + seconds(until));
}

std::string organization_in(const Said& said) { return organization(said.value ? packed(said).number(0, 4) : 0); }

std::string proposal(const Said& said) { return "proposal " + said.keys[0]; }
std::string member(const Said& said) { return "member " + said.keys[0]; }

constexpr Sentence kSentences[] = {
    {"layoutVersion", 0, [](const Said& said) { return "the records have layout " + number_of(said); }},
    {"consortium", 0, [](const Said& said) { return "the consortium is called " + quoted(said); }},
    {"members.length", 0, [](const Said& said) { return "organizations that ever were members: " + number_of(said); }},
    {"members", 0, [](const Said& said) { return member(said) + " is called " + quoted(said); }},
    {"members", 1, member_state},
    {"memberByName", 0,
     [](const Said& said) {
       return said.value ? "'" + said.keys[0] + "' is " + organization_in(said)
                         : "'" + said.keys[0] + "' was never a member";
     }},
    {"memberByOperator", 0,
     [](const Said& said) { return "account " + said.keys[0] + " is or was an operator of " + organization_in(said); }},
    {"memberByKey", 0,
     [](const Said& said) {
       return "key, pin or node ID " + said.keys[0] + " is or was one of " + organization_in(said);
     }},
    {"userIds.length", 0, [](const Said& said) { return "users registered: " + number_of(said); }},
    {"applications.length", 0, [](const Said& said) { return "applications made: " + number_of(said); }},
    {"proposals.length", 0, [](const Said& said) { return "proposals made: " + number_of(said); }},
    {"nodes", 0, [](const Said& said) { return member(said) + " has the validator key " + hex_of(said); }},
    {"nodes", 1, [](const Said& said) { return node_and_power(said, member(said)); }},
    {"nodes", 2, [](const Said& said) { return member(said) + " has the checkpoint key " + hex_of(said); }},
    {"nodes", 3, [](const Said& said) { return member(said) + " has the service pin " + hex_of(said); }},
    {"nodes", 4, [](const Said& said) { return member(said) + " has the p2p address " + quoted(said); }},
    {"nodes", 5, [](const Said& said) { return member(said) + " has the service address " + quoted(said); }},
    {"nodes", 6,
     [](const Said& said) {
       if (!said.value) return member(said) + " is a founder and never left";
       const auto until = packed(said).number(0, 8);
       return member(said) + " is here since version " + std::to_string(packed(said).number(8, 8)) +
              " of the membership (0: a founder)" + (until == 0 ? std::string() : ", and left at " + seconds(until));
     }},
    {"membershipChanges", 0, [](const Said& said) { return "changes of the membership: " + number_of(said); }},
    {"membershipPolicies.length", 0,
     [](const Said& said) { return "membership policies that were set (0: the majority): " + number_of(said); }},
    {"membershipPolicies", 0,
     [](const Said& said) { return "membership policy " + said.keys[0] + " is " + quoted(said); }},
    {"membershipPolicies", 1,
     [](const Said& said) { return "membership policy " + said.keys[0] + policy_origin(said, "proposal "); }},
    {"proposals", 0, proposal_head},
    {"proposals", 1,
     [](const Said& said) {
       if (!said.value) return proposal(said) + " names no operator";
       return proposal(said) + " was made at version " + std::to_string(packed(said).number(0, 8)) +
              " of the membership and names the operator " + to_hex(packed(said).address(8));
     }},
    {"proposals", 2, [](const Said& said) { return proposal(said) + " is about " + quoted(said); }},
    {"proposals", 3, [](const Said& said) { return proposal(said) + " names the validator key " + hex_of(said); }},
    {"proposals", 4, [](const Said& said) { return node_and_power(said, "the node of " + proposal(said)); }},
    {"proposals", 5, [](const Said& said) { return proposal(said) + " names the checkpoint key " + hex_of(said); }},
    {"proposals", 6, [](const Said& said) { return proposal(said) + " names the service pin " + hex_of(said); }},
    {"proposals", 7, [](const Said& said) { return proposal(said) + " names the p2p address " + quoted(said); }},
    {"proposals", 8, [](const Said& said) { return proposal(said) + " names the service address " + quoted(said); }},
    {"proposals", 9, [](const Said& said) { return proposal(said) + " names the membership policy " + quoted(said); }},
    {"approvals", 0,
     [](const Said& said) {
       return "organization number " + said.keys[1] + (said.value ? " approved " : " did not approve ") +
              proposal(said) + (said.value ? " at version " + number_of(said) + " of the membership" : "");
     }},
    {"clerks", 0, clerk},
    {"regions", 0,
     [](const Said& said) { return "region " + said.keys[0] + " is served by " + organization_in(said); }},
};

}  // namespace

std::span<const Sentence> membership_sentences() { return kSentences; }

}  // namespace kaisho::governance::words_of
