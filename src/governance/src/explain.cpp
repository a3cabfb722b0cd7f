#include "kaisho/governance/explain.hpp"

#include "kaisho/governance/membership.hpp"
#include "kaisho/governance/rebuilds.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/codec/abi.hpp>

namespace kaisho::governance {
namespace {

namespace abi = codec::abi;

/// An event of IGovernance.sol: what its data holds (parameters that are not indexed), and the sentence it makes.
struct EventText {
  std::string_view signature;
  std::string_view data;
  std::string (*in_words)(const abi::Values&);
};

std::string named(const abi::Value& value) { return value.text(); }

std::string names_of(const abi::Value& list) {
  return joined(list.elements() | std::views::transform(&abi::Value::text));
}

constexpr EventText kEvents[] = {
    {"ProgramRegistered(bytes32,string,string,string,string,string,bytes)", "string,string,string,string,bytes",
     [](const abi::Values& v) {
       return named(v[2]) + " registered version " + named(v[1]) + " of the program of token " + named(v[0]);
     }},
    {"Attested(bytes32,string,bool,bytes32,bytes)", "string,bool,bytes32,bytes",
     [](const abi::Values& v) {
       return named(v[0]) + " tested the program: " + (v[1].flag() ? "success" : "error") + ", report " +
              to_hex(v[2].hash());
     }},
    {"Rebuilt(bytes32,string,uint8,bytes32,bytes)", "string,uint8,bytes32,bytes",
     [](const abi::Values& v) {
       const auto outcome = static_cast<RebuildOutcome>(v[1].u64());
       return named(v[0]) + " rebuilt the program from its sources: " + std::string(describe(outcome)) + ", report " +
              to_hex(v[2].hash());
     }},
    {"UserRegistered(string,address,string,string,string,bytes32,bytes32)", "string,string,string,bytes32,bytes32",
     [](const abi::Values& v) { return "user " + named(v[0]) + " entrusted " + named(v[1]); }},
    {"EntrustedAnew(string,string,string,string,bytes32,bytes32,bytes32)",
     "string,string,string,bytes32,bytes32,bytes32",
     [](const abi::Values& v) {
       return "user " + named(v[0]) + " entrusted " + named(v[1]) +
              (v[1] == v[2] ? " with another profile" : " instead of " + named(v[2]));
     }},
    {"EntrustmentEnded(string,string,string,bytes32)", "string,string,bytes32",
     [](const abi::Values& v) { return "user " + named(v[0]) + " entrusts " + named(v[1]) + " no longer"; }},
    {"Witnessed(bytes32,string,string,address,bytes32)", "string,string,address,bytes32",
     [](const abi::Values& v) {
       return "a clerk of " + named(v[1]) + " (" + to_hex(v[2].address()) + ") witnessed on paper for user " +
              named(v[0]) + ": WEAKER than a signature of the user's own";
     }},
    {"ClerkChanged(address,string,bool)", "string,bool",
     [](const abi::Values& v) {
       return named(v[0]) + (v[1].flag() ? " named a clerk" : " ended the office of a clerk");
     }},
    {"RegionAssigned(string,string,string)", "string,string",
     [](const abi::Values& v) {
       return "region " + named(v[0]) + " is served by " + (named(v[1]).empty() ? "the owner" : named(v[1]));
     }},
    {"IssueApplied(uint64,string,string,string,string,bytes32,bytes,bytes32)",
     "string,string,string,bytes32,bytes,bytes32",
     [](const abi::Values& v) {
       return "user " + named(v[1]) + " consented to the issue of token " + named(v[0]) + " through " + named(v[2]);
     }},
    {"DistributeApplied(uint64,string,string,string,string,bytes32)", "string,string,string,bytes32",
     [](const abi::Values& v) { return "user " + named(v[1]) + " consented to hold and trade token " + named(v[0]); }},
    {"ApplicationRefused(uint64,string,string,string,uint8,string)", "string,string,uint8,string",
     [](const abi::Values& v) {
       return "user " + named(v[1]) + " refused an application for token " + named(v[0]) + ": " + named(v[3]);
     }},
    {"PolicyChanged(string,uint64,string,string,string,string)", "string,string,string,string",
     [](const abi::Values& v) {
       const std::string who = named(v[1]).empty() ? "the first policy" : named(v[1]) + " changed the policy";
       return who + " of token " + named(v[0]) + (named(v[1]).empty() ? " is " : " to ") + named(v[3]);
     }},
    {"Deployed(uint64,string,address,string,bytes32,bytes32,string[])", "string,bytes32,bytes32,string[]",
     [](const abi::Values& v) {
       return "the program of token " + named(v[0]) + " was deployed with the signatures of " + names_of(v[3]);
     }},
    {"UsableGranted(string,address,string,string,uint64)", "string,string,uint64",
     [](const abi::Values& v) { return "user " + named(v[1]) + " may use token " + named(v[0]); }},
    {"ConsentWithdrawn(uint64,string,string,string,bytes32)", "string,string,bytes32",
     [](const abi::Values& v) { return "user " + named(v[1]) + " withdrew the consent for token " + named(v[0]); }},
    {"UpgradeApplied(uint64,string,string,string,string,bytes32,bytes32,bytes,bytes32)",
     "string,string,string,bytes32,bytes32,bytes,bytes32",
     [](const abi::Values& v) {
       return "user " + named(v[1]) + " consented to the upgrade of token " + named(v[0]) + " to package " +
              to_hex(v[4].hash()) + " through " + named(v[2]);
     }},
    {"ChangeApplied(uint64,string,string,string,string,string,bytes32)", "string,string,string,string,bytes32",
     [](const abi::Values& v) {
       return "user " + named(v[1]) + " consented to " + named(v[2]) + " token " + named(v[0]) + " through " +
              named(v[3]);
     }},
    {"Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])",
     "string,bytes32,bytes32,bytes32,string[]",
     [](const abi::Values& v) {
       return "token " + named(v[0]) + " was upgraded from package " + to_hex(v[1].hash()) + " to " +
              to_hex(v[2].hash()) + " with the signatures of " + names_of(v[4]);
     }},
    {"TokenStateChanged(string,uint64,string,string,bool,string[])", "string,string,bool,string[]",
     [](const abi::Values& v) {
       const std::string why = v[3].elements().empty() ? "because its issuer withdrew the consent"
                                                       : "with the signatures of " + names_of(v[3]);
       return "token " + named(v[0]) + " is " + named(v[1]) + " from now on, " + why;
     }},
    {"UsableWithdrawn(string,address,string,string,uint64)", "string,string,uint64",
     [](const abi::Values& v) { return "user " + named(v[1]) + " may not use token " + named(v[0]) + " any more"; }},
    {"MembershipProposed(uint64,uint8,string,string,string,uint64)", "uint8,string,string,string,uint64",
     [](const abi::Values& v) {
       const auto kind = static_cast<ChangeKind>(v[0].u64());
       const std::string what = kind == ChangeKind::policy
                                    ? "the membership policy " + (named(v[2]).empty() ? "by default" : named(v[2]))
                                    : "to " + std::string(describe(kind)) + " " + named(v[1]);
       return named(v[3]) + " proposed " + what;
     }},
    {"MembershipApproved(uint64,string)", "string",
     [](const abi::Values& v) { return named(v[0]) + " approved a change of the membership"; }},
    {"MembershipProposalWithdrawn(uint64,string)", "string",
     [](const abi::Values& v) { return named(v[0]) + " withdrew its proposal to change the membership"; }},
    {"MemberChanged(uint64,string,string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,"
     "bytes32)",
     "string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32",
     [](const abi::Values& v) {
       const std::string what = named(v[1]);
       if (what == "add") return named(v[0]) + " became a member";
       if (what == "remove") return named(v[0]) + " is no member any more";
       if (what == "replace") return named(v[0]) + " has another operator or node";
       return named(v[0]) + " changed its " + what;
     }},
    {"MembershipPolicyChanged(uint64,uint64,string,string)", "string,string",
     [](const abi::Values& v) { return "the members changed the membership policy to " + named(v[1]); }},
};

std::string organization(const Slots& slots, OrganizationNumber number) {
  const auto member = find_member(slots, number);
  return member ? member->name : "nobody";
}

void tell_tests(const Slots& slots, const Hash& package, std::vector<std::string>& story) {
  for (const auto& one : attestations(slots, package)) {
    story.push_back(organization(slots, one.organization) + " tested the program: " +
                    (one.success ? "success" : "error") + ", report " + to_hex(one.report_hash));
  }
}

void tell_consent(const Slots& slots, const ApplicationRecord& application, std::vector<std::string>& story) {
  const auto consent = find_consent(slots, application.consent);
  if (!consent) return story.push_back("user " + application.user_id + " refused: there is no consent");
  story.push_back("user " + application.user_id + " consented with account " + to_hex(consent->account) + ", consent " +
                  to_hex(consent->digest));
  if (consent->form != SignatureForm::own_key) {
    story.push_back("the consent is signed by " + std::string(describe(consent->form)));
  }
  if (const auto witnessed = parse_witnessed(consent->signature);
      witnessed && consent->form == SignatureForm::witnessed) {
    story.push_back("a clerk of " + witnessed->organization + " witnessed it; SHA-256 of the paper's scan " +
                    to_hex(witnessed->paper));
  }
  if (consent->withdrawn != 0) {
    story.push_back("the consent was withdrawn at " + std::to_string(consent->withdrawn));
  } else {
    story.push_back("the consent is not withdrawn");
  }
}

}  // namespace

std::optional<std::string> explain(const ledger::Log& log) {
  if (log.address != kGovernanceAddress || log.topics.empty()) return std::nullopt;
  for (const auto& event : kEvents) {
    if (log.topics[0] != abi::event_topic(event.signature)) continue;
    const auto values = abi::decode(abi::types_of(event.data), log.data);
    if (!values) return std::nullopt;
    return event.in_words(*values);
  }
  return std::nullopt;
}

std::vector<std::string> explain_application(const Slots& slots, ApplicationNumber number) {
  const auto application = find_application(slots, number);
  if (!application) return {};
  std::vector<std::string> story;
  const auto package = find_package(slots, application->package_hash);
  story.push_back("token " + application->token_id + (package ? ", version " + package->version : "") + ", package " +
                  to_hex(application->package_hash));
  tell_tests(slots, application->package_hash, story);
  if (const auto user = find_user(slots, application->user_id)) {
    story.push_back("user " + user->user_id + " entrusted " + organization(slots, user->vorg));
  }
  tell_consent(slots, *application, story);
  if (const auto policy = current_policy(slots, application->token_id)) {
    story.push_back("the deploy policy is " + policy->text);
  }
  story.push_back("application " + std::to_string(number) + " to " +
                  std::string(describe(application->application_class)) + " is " +
                  std::string(describe(application->status)));
  if (!application->deployed.is_zero()) story.push_back("the program runs at " + to_hex(application->deployed));
  return story;
}

}  // namespace kaisho::governance
