#include "operation_results.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/governance/records.hpp>

namespace kaisho::services {
namespace {

enum class Form : std::uint8_t { number, address, hash };

/// A value among an event's topics and its name in the result.
struct Named {
  std::string_view event;
  std::size_t topic;
  Form form;
  std::string_view name;
};

constexpr Named kNamed[] = {
    {"ProgramRegistered(bytes32,string,string,string,string,string,bytes)", 1, Form::hash, "packageHash"},
    {"Attested(bytes32,string,bool,bytes32,bytes)", 1, Form::hash, "packageHash"},
    {"UserRegistered(string,address,string,string,string,bytes32,bytes32)", 2, Form::address, "account"},
    {"IssueApplied(uint64,string,string,string,string,bytes32,bytes,bytes32)", 1, Form::number, "application"},
    {"DistributeApplied(uint64,string,string,string,string,bytes32)", 1, Form::number, "application"},
    {"ApplicationRefused(uint64,string,string,string,uint8,string)", 1, Form::number, "application"},
    {"ConsentWithdrawn(uint64,string,string,string,bytes32)", 1, Form::number, "application"},
    {"Deployed(uint64,string,address,string,bytes32,bytes32,string[])", 1, Form::number, "application"},
    {"Deployed(uint64,string,address,string,bytes32,bytes32,string[])", 3, Form::address, "contract"},
    {"UpgradeApplied(uint64,string,string,string,string,bytes32,bytes32,bytes,bytes32)", 1, Form::number,
     "application"},
    {"ChangeApplied(uint64,string,string,string,string,string,bytes32)", 1, Form::number, "application"},
    {"Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])", 1, Form::number, "application"},
    {"Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])", 3, Form::address, "contract"},
    {"MembershipProposed(uint64,uint8,string,string,string,uint64)", 1, Form::number, "proposal"},
    {"MembershipApproved(uint64,string)", 1, Form::number, "proposal"},
};

std::string text_of(const Word& word, Form form) {
  switch (form) {
    case Form::number:
      return number_of(word).to_decimal();
    case Form::address:
      return to_hex(address_of(word));
    case Form::hash:
      return to_hex(word);
  }
  return {};
}

}  // namespace

std::map<std::string, std::string> results_of(const ledger::Receipt& receipt) {
  std::map<std::string, std::string> results;
  for (const auto& log : receipt.logs) {
    if (log.address != governance::kGovernanceAddress || log.topics.empty()) continue;
    for (const auto& named : kNamed) {
      const bool is_it = log.topics.size() > named.topic && log.topics[0] == codec::abi::event_topic(named.event);
      if (is_it) results[std::string(named.name)] = text_of(log.topics[named.topic], named.form);
    }
  }
  return results;
}

}  // namespace kaisho::services
