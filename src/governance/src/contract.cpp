#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

namespace kaisho::governance {
namespace {

class Contract final : public ledger::SystemContract {
 public:
  Contract() : dispatcher_(all_functions()) {}
  [[nodiscard]] Address address() const override { return kGovernanceAddress; }
  [[nodiscard]] ledger::SystemAnswer call(ledger::Host& host, const ledger::SystemCall& call) const override {
    return dispatcher_.dispatch(host, call);
  }

 private:
  ledger::Dispatcher dispatcher_;
};

}  // namespace

std::vector<SystemFunction> all_functions() {
  std::vector<SystemFunction> all;
  for (const auto group :
       {member_functions(), proposal_functions(), node_functions(), program_functions(), rebuild_functions(),
        user_functions(), entrusting_functions(), clerk_functions(), application_functions(),
        application_view_functions(), withdrawal_functions(), text_functions(), policy_functions(),
        deployment_functions(), lifecycle_functions(), change_functions(), lifecycle_view_functions()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

const ledger::SystemContract& contract() {
  static const Contract kContract;
  return kContract;
}

}  // namespace kaisho::governance
