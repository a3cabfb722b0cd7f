#include "system.hpp"

#include "inside.hpp"

namespace kaisho::model {

bool System::Inside::send(Person sender, const Bytes& input, bool obeys) {
  CallHost host(records, pointing, obeys);
  ledger::BlockContext block;
  block.chain_id = kChain;
  block.height = 1;
  block.timestamp = now;
  const auto from = account_of(sender);
  const auto answer =
      governance::contract().call(host, {governance::kGovernanceAddress, from, from, {}, false, input, block});
  refusal = answer.success ? "" : governance::calls::explain_revert(answer.output).value_or("?");
  calls.push_back({key_of(sender), input, now, answer.success});
  if (!answer.success) return false;
  for (const auto& [slot, value] : host.writes) records[slot] = value;
  pointing = std::move(host.pointing);
  return true;
}

bool System::Inside::membership(const Step& step) {
  governance::MembershipChange change{governance::ChangeKind::remove, kNames[step.target], {}, 0, {}, ""};
  if (step.kind == Step::Kind::add_member) {
    change.kind = governance::ChangeKind::add;
    change.operator_account = account_of(static_cast<Person>(step.target));
    change.roles = kRegistrar;
  }
  std::vector<Person> approving;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(step.organizations, o)) approving.push_back(static_cast<Person>(o));
  }
  if (approving.empty() || !send(approving[0], governance::calls::propose_membership(change, kLong))) return false;
  const auto number = governance::proposal_count(slots());
  const auto is_open = [&] {
    return governance::find_proposal(slots(), number)->status == governance::ProposalStatus::open;
  };
  for (std::size_t i = 1; i < approving.size() && is_open(); ++i) {
    if (!send(approving[i], governance::calls::approve_membership(number))) return false;
  }
  if (!is_open()) return true;
  send(approving[0], governance::calls::withdraw_proposal(number));
  return false;
}

System::System(Organizations founders, const World& world) : inside_(std::make_unique<Inside>()) {
  inside_->world = world;
  governance::GenesisConfig config{.consortium = "demo", .members = {}, .time = 1};
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(founders, o)) config.members.push_back({kNames[o], account_of(static_cast<Person>(o)), kRegistrar});
  }
  const auto genesis = governance::genesis_state(config).value();
  for (const auto& [slot, value] : genesis.accounts.at(governance::kGovernanceAddress).storage) {
    inside_->records[slot] = value;
  }
  for (const auto& [operator_, clerk] :
       {std::pair(Person::bank, Person::clerk), {Person::broker, Person::accomplice}}) {
    inside_->send(operator_, governance::calls::set_clerk(account_of(clerk), true));
  }
}

System::System(const System& other) : inside_(std::make_unique<Inside>(*other.inside_)) {}
System::~System() = default;
const std::string& System::refusal() const { return inside_->refusal; }
const std::string& System::wrong() const { return inside_->wrong; }
const std::vector<Call>& System::calls() const { return inside_->calls; }

bool System::take(const Step& step) {
  switch (step.kind) {
    case Step::Kind::wait:
      return std::exchange(inside_->now, kLate) != kLate;
    case Step::Kind::remove_member:
    case Step::Kind::add_member:
      return inside_->membership(step);
    default:
      break;
  }
  const bool runs = step.kind == Step::Kind::deploy || step.kind == Step::Kind::change;
  const bool may_bind = step.kind == Step::Kind::change_policy || step.kind == Step::Kind::apply;
  std::string wrong = runs ? inside_->wrong_deployment(step) : "";
  const auto policy = may_bind ? inside_->form_of(step.document.token) : std::nullopt;
  const bool taken = inside_->send(step.sender, inside_->call_of(step), step.obeys);
  if (taken && policy) wrong = inside_->wrong_policy(step.document.token, *policy);
  if (taken && runs && wrong.empty()) wrong = inside_->wrong_program();
  if (taken && step.kind == Step::Kind::apply && wrong.empty()) wrong = inside_->wrong_record(step.document);
  if (taken && inside_->wrong.empty()) inside_->wrong = wrong;
  return taken;
}

}  // namespace kaisho::model
