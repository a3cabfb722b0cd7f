#include "system.hpp"

#include <map>
#include <unordered_map>

#include "ledger_of_one.hpp"

namespace kaisho::model {
namespace {

using namespace governance::testing;  // keys, accounts, packages of the governance's own tests
using governance::find_application;

constexpr Timestamp kShort = kNow + 100, kLong = kNow + 10'000, kLate = kNow + 200;
/// Every organization of the model registers users.
constexpr auto kRegistrar = static_cast<std::uint32_t>(governance::Role::registrar);
constexpr const char* kNames[] = {"bank", "broker", "exchange"};
constexpr const char* kIds[] = {"acme", "iris"};
constexpr const char* kTokenIds[] = {"BOND", "NOTE"};

std::uint8_t key_of(Person person) {
  constexpr std::uint8_t kKeys[] = {kBank, kBroker, kExchange, kAcme, kIris, kStranger};
  return kKeys[static_cast<unsigned>(person)];
}

struct WordHash {
  std::size_t operator()(const Word& word) const {
    std::size_t hash = 0;
    for (const auto byte : word.bytes) hash = hash * 31 + byte;
    return hash;
  }
};
using Records = std::unordered_map<Word, Word, WordHash>;

class RecordSlots final : public ledger::Slots {
 public:
  explicit RecordSlots(const Records& records) : records_(records) {}
  [[nodiscard]] Word load(const Word& slot) const override {
    const auto found = records_.find(slot);
    return found == records_.end() ? Word{} : found->second;
  }

 private:
  const Records& records_;
};

constexpr std::size_t kArgumentsSize = 32;

/// Where a program runs: here by its code alone, so that a document can name the place before there is one.
Address address_of_code(ByteView code) {
  Address address;
  const Hash hash = crypto::keccak256(code);
  std::copy_n(hash.bytes.begin(), address.bytes.size(), address.bytes.begin());
  return address;
}

/// Writes of one call over the records; kept only where the call succeeds.
class CallHost final : public ledger::Host {
 public:
  explicit CallHost(const Records& before) : before_(before) {}
  Word load(const Word& slot) override {
    const auto found = writes.find(slot);
    return found == writes.end() ? RecordSlots(before_).load(slot) : found->second;
  }
  void store(const Word& slot, const Word& value) override { writes[slot] = value; }
  void log(std::vector<Word>, Bytes) override {}
  Word load_of(const Address&, const Word&) override { return {}; }
  Hash code_hash(const Address&) override { return {}; }
  Created create(ByteView init_code) override {
    return {true, address_of_code(init_code.first(init_code.size() - kArgumentsSize)), {}};
  }
  Called call(const Address&, ByteView, Gas, std::size_t) override { return {.success = true, .output = {}}; }
  Called static_call(const Address&, ByteView, Gas, std::size_t) override { return {.success = true, .output = {}}; }
  void charge(Gas) override {}
  Gas gas_left() const override { return 1'000'000'000; }
  bool failed() const override { return false; }

  Records writes;

 private:
  const Records& before_;
};

const governance::Package& package_of(unsigned token, unsigned version) {
  static const auto kPackages = [] {
    std::vector<governance::Package> all;
    for (unsigned i = 0; i < kTokens * kVersions; ++i) {
      std::string draft = governance::samples::draft();
      draft.replace(draft.find("BOND"), 4, kTokenIds[i / kVersions]);
      draft.replace(draft.find("1.0.0"), 5, i % kVersions == 0 ? "1.0.0" : "2.0.0");
      auto files = governance::samples::folder("0x60" + std::string(i < 8 ? "0" : "") + std::to_string(i) + "00");
      files.push_back(governance::samples::file("program.json", governance::make_manifest(draft, files).value()));
      all.push_back(governance::load_package(std::move(files)).value());
    }
    return all;
  }();
  return kPackages[token * kVersions + version];
}

Bytes arguments_of(unsigned which) { return Bytes(kArgumentsSize, static_cast<std::uint8_t>(which + 1)); }

governance::Terms terms_of(const Document& d) { return terms(d.variant, d.variant == 0 ? kShort : kLong); }
governance::EntrustConsent entrust_of(const Document& d) {
  return with_text(governance::EntrustConsent{kIds[d.user], account(key_of(d.account)), kNames[d.vorg],
                                              crypto::sha256(view_of("salted")), terms_of(d)});
}
governance::IssueConsent issue_of(const Document& d) {
  return with_text(governance::IssueConsent{kIds[d.user], kTokenIds[d.token], package_of(d.token, d.version).hash,
                                            crypto::keccak256(arguments_of(d.arguments)), kNames[d.vorg], terms_of(d)});
}
governance::DistributeConsent distribute_of(const Document& d) {
  return with_text(governance::DistributeConsent{kIds[d.user], kTokenIds[d.token], package_of(d.token, d.version).hash,
                                                 kNames[d.vorg], terms_of(d)});
}
governance::UpgradeConsent upgrade_of(const Document& d) {
  const auto& from = package_of(d.token, d.from);
  return with_text(governance::UpgradeConsent{
      kIds[d.user], kTokenIds[d.token], address_of_code(from.creation_code), from.hash,
      package_of(d.token, d.version).hash, crypto::keccak256(arguments_of(d.arguments)), kNames[d.vorg], terms_of(d)});
}
std::string action_of(const Document& d) {
  constexpr const char* kActions[] = {"upgrade", "pause", "resume", "retire"};
  return kActions[static_cast<unsigned>(d.kind) - static_cast<unsigned>(Document::Kind::upgrade)];
}
governance::ChangeConsent change_of(const Document& d) {
  const auto& from = package_of(d.token, d.from);
  return with_text(governance::ChangeConsent{kIds[d.user], kTokenIds[d.token], action_of(d),
                                             address_of_code(from.creation_code), from.hash, kNames[d.vorg],
                                             terms_of(d)});
}
Hash digest_of(const Document& d) {
  static std::map<Document, Hash> known;
  const auto found = known.find(d);
  if (found != known.end()) return found->second;
  const Hash hash = d.kind == Document::Kind::entrust      ? digest(entrust_of(d), kChain)
                    : d.kind == Document::Kind::issue      ? digest(issue_of(d), kChain)
                    : d.kind == Document::Kind::distribute ? digest(distribute_of(d), kChain)
                    : d.kind == Document::Kind::upgrade    ? digest(upgrade_of(d), kChain)
                                                           : digest(change_of(d), kChain);
  return known.emplace(d, hash).first->second;
}
Bytes signed_by(Person person, const Hash& hash) {
  static std::map<std::pair<Person, Hash>, Bytes> known;
  const auto [found, is_new] = known.try_emplace({person, hash});
  if (is_new) found->second = governance::sign_digest(key(key_of(person)), hash);
  return found->second;
}

const std::vector<Form>& all_forms() {
  static const auto kForms = [] {
    std::vector<Form> forms;
    for (unsigned i = 0; i < 8 * 4; ++i) {
      forms.push_back({static_cast<Organizations>(i % 8), static_cast<Form::Rest>(i / 8)});
    }
    return forms;
  }();
  return kForms;
}

}  // namespace

struct System::Inside {
  Records records;
  World world;
  Timestamp now = kNow;
  std::set<std::uint8_t> withdrew;  ///< applications whose users took them back, whatever the contract made of it
  std::string refusal, wrong;
  std::vector<Call> calls;

  [[nodiscard]] RecordSlots slots() const { return RecordSlots(records); }

  bool send(Person sender, const Bytes& input) {
    CallHost host(records);
    ledger::BlockContext block;
    block.chain_id = kChain;
    block.height = 1;
    block.timestamp = now;
    const auto from = account(key_of(sender));
    const auto answer =
        governance::contract().call(host, {governance::kGovernanceAddress, from, from, {}, false, input, block});
    refusal = answer.success ? "" : governance::calls::explain_revert(answer.output).value_or("?");
    calls.push_back({key_of(sender), input, now, answer.success});
    if (!answer.success) return false;
    for (const auto& [slot, value] : host.writes) records[slot] = value;
    return true;
  }

  [[nodiscard]] bool has_application(std::uint8_t number) const {
    return find_application(slots(), number).has_value();
  }

  Bytes application_call(const Step& step) const {
    const auto& d = step.document;
    const Bytes signature = signed_by(step.signer, digest_of(step.signed_document));
    if (d.kind == Document::Kind::distribute)
      return governance::calls::apply_to_distribute(distribute_of(d), signature);
    if (d.kind == Document::Kind::upgrade) {
      return governance::calls::apply_to_upgrade(upgrade_of(d), arguments_of(d.arguments), signature);
    }
    if (d.is_change()) return governance::calls::apply_to_change(change_of(d), signature);
    return governance::calls::apply_to_issue(issue_of(d), arguments_of(d.arguments), signature);
  }

  /// The text tells what the withdrawal does to a token that runs.
  [[nodiscard]] governance::WithdrawalEffect effect_of(
      const std::optional<governance::ApplicationRecord>& application) const {
    return application ? governance::effect_of_withdrawal(slots(), *application)
                       : governance::WithdrawalEffect::deployments_refused;
  }

  Bytes withdrawal_call(const Step& step) {
    const auto application = find_application(slots(), step.application);
    const auto user = governance::find_user(slots(), kIds[step.document.user]);
    const bool by_number = step.kind == Step::Kind::withdraw_application;
    const bool can_be = application && (!by_number || application->status == governance::ApplicationStatus::open);
    if (can_be && user && user->account == account(key_of(step.signer))) withdrew.insert(step.application);
    const auto withdrawal = with_text(governance::Withdrawal{kIds[step.document.user],
                                                             kTokenIds[step.document.token],
                                                             step.application,
                                                             application ? application->consent : Hash{},
                                                             {},
                                                             "en",
                                                             effect_of(application)});
    const Bytes signature = signed_by(step.signer, digest(withdrawal, kChain));
    return by_number ? governance::calls::withdraw_application(withdrawal, signature)
                     : governance::calls::withdraw(withdrawal, signature);
  }

  /// What was in force when the signatures were made.
  [[nodiscard]] std::string policy_text(const Step& step, const std::string& token_id) const {
    const auto token = governance::find_token(slots(), token_id);
    if (step.extra == Step::Extra::stale && token && token->policy_count > 1) {
      return governance::policy_at(slots(), token_id, token->policy_count - 2)->text;
    }
    const auto current = governance::current_policy(slots(), token_id);
    return current ? current->text : "";
  }

  /// What the organizations sign for a deployment or a change under the policy that the step names.
  [[nodiscard]] Hash approval_of(const Step& step, const governance::ApplicationRecord& application) const {
    const Hash policy = crypto::keccak256(view_of(policy_text(step, application.token_id)));
    if (step.kind == Step::Kind::deploy) {
      return digest(governance::DeployApproval{step.application, application.token_id, application.package_hash,
                                               application.arguments_hash, policy},
                    kChain);
    }
    const auto token = governance::find_token(slots(), application.token_id);
    return digest(governance::ChangeApproval{step.application, application.token_id,
                                             std::string(describe(application.application_class)),
                                             token ? token->deployed : Address{}, application.package_hash,
                                             application.arguments_hash, policy},
                  kChain);
  }

  Bytes deployment_call(const Step& step) {
    const auto application = find_application(slots(), step.application).value_or(governance::ApplicationRecord{});
    const Hash hash = approval_of(step, application);
    std::vector<Bytes> signatures;
    for (unsigned o = 0; o < kOrganizations; ++o) {
      if (contains(step.organizations, o)) signatures.push_back(signed_by(static_cast<Person>(o), hash));
    }
    if (step.extra == Step::Extra::thief) signatures.push_back(signed_by(Person::thief, hash));
    if (step.extra == Step::Extra::twice && !signatures.empty()) signatures.push_back(signatures.front());
    Bytes code = package_of(step.document.token, step.document.version).creation_code;
    if (!step.good) code.back() ^= 1;
    const Bytes arguments = arguments_of(step.document.arguments);
    if (step.kind == Step::Kind::deploy)
      return governance::calls::deploy(step.application, code, arguments, signatures);
    if (application.application_class == governance::ApplicationClass::upgrade) {
      return governance::calls::upgrade(step.application, code, arguments, signatures);
    }
    return governance::calls::change_state(step.application, signatures);
  }

  Bytes call_of(const Step& step) {
    const auto& d = step.document;
    const auto& package = package_of(d.token, d.version);
    switch (step.kind) {
      case Step::Kind::register_program:
        return governance::calls::register_program(kTokenIds[d.token], "", package.canonical_manifest);
      case Step::Kind::attest: {
        const governance::Attestation result{kTokenIds[d.token], package.hash, step.good, {}};
        return governance::calls::attest(result, signed_by(step.signer, digest(result, kChain)));
      }
      case Step::Kind::register_user:
        return governance::calls::register_user(entrust_of(d), signed_by(step.signer, digest_of(step.signed_document)));
      case Step::Kind::apply:
        return application_call(step);
      case Step::Kind::refuse:
        return governance::calls::record_refusal(kIds[d.user], kTokenIds[d.token], package.hash, 1, "no");
      case Step::Kind::withdraw:
      case Step::Kind::withdraw_application:
        return withdrawal_call(step);
      case Step::Kind::change_policy:
        return governance::calls::change_policy(kTokenIds[d.token], text_of(step.form));
      default:
        return deployment_call(step);
    }
  }

  /// The first of the approving members proposes, the others approve; what that does not decide is withdrawn again.
  bool membership(const Step& step) {
    governance::MembershipChange change{governance::ChangeKind::remove, kNames[step.target], {}, 0, {}, ""};
    if (step.kind == Step::Kind::add_member) {
      change.kind = governance::ChangeKind::add;
      change.operator_account = account(key_of(static_cast<Person>(step.target)));
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

  /// The document that was agreed and whose consent the application bears; nothing if nobody agreed to such a one.
  [[nodiscard]] const Document* agreed(const governance::ApplicationRecord& application) const {
    for (const auto& d : world.agreed) {
      if (digest_of(d) == application.consent) return &d;
    }
    return nullptr;
  }

  [[nodiscard]] std::string wrong_deployment(const Step& step) const {
    const auto application = find_application(slots(), step.application);
    if (!application) return "nobody applied for it";
    const auto user = governance::find_user(slots(), application->user_id);
    const bool is_thief = user && user->account == account(key_of(Person::thief));
    if (!is_thief && agreed(*application) == nullptr) return "the user never agreed";
    if (withdrew.contains(step.application)) return "the user withdrew";
    if (application->expiry < now) return "the consent had expired";
    using Class = governance::ApplicationClass;
    const auto action = application->application_class;
    const auto token = governance::find_token(slots(), application->token_id);
    const bool prolongs = action == Class::upgrade || action == Class::resume;
    if (prolongs && token && withdrew.contains(static_cast<std::uint8_t>(token->application))) {
      return "the user withdrew the consent to issue";
    }
    if (action != Class::issue && action != Class::upgrade) return wrong_signatures(step, *application);
    const auto& offered = package_of(step.document.token, step.document.version);
    if (!step.good || offered.hash != application->package_hash) return "it is not the program that the user agreed to";
    if (crypto::keccak256(arguments_of(step.document.arguments)) != application->arguments_hash) {
      return "it has other arguments than the user agreed to";
    }
    return wrong_signatures(step, *application);
  }

  [[nodiscard]] std::string wrong_policy(const Step& step) const {
    const auto old = governance::current_policy(slots(), kTokenIds[step.document.token]);
    for (const auto& form : all_forms()) {
      if (old && text_of(form) == old->text && is_weaker(step.form, form)) return "the policy became weaker";
    }
    return "";
  }

  [[nodiscard]] std::string wrong_signatures(const Step& step, const governance::ApplicationRecord& application) const {
    Organizations signers = 0;
    for (unsigned o = 0; o < kOrganizations; ++o) {
      const auto member = governance::find_member(slots(), kNames[o]);
      const bool signs = contains(step.organizations & world.willing, o) && member && member->active;
      if (!signs) continue;
      const auto action = application.application_class;
      const bool needs_test =
          action == governance::ApplicationClass::issue || action == governance::ApplicationClass::upgrade;
      const auto result = governance::find_attestation(slots(), application.package_hash, member->number);
      if (needs_test && (!result || !result->success)) return "an organization signed without its test";
      signers |= only(o);
    }
    const auto vorg = governance::find_member(slots(), application.vorg);
    bool has_vorg = false;
    for (unsigned o = 0; o < kOrganizations; ++o) {
      has_vorg = has_vorg || (contains(signers, o) && vorg && vorg->name == kNames[o]);
    }
    if (!has_vorg) return "the entrusted organization did not sign";
    const auto policy = governance::current_policy(slots(), application.token_id);
    for (const auto& form : all_forms()) {
      if (policy && text_of(form) == policy->text) return holds(form, signers) ? "" : "the policy is not satisfied";
    }
    return "its policy is none that anybody made";
  }
};

System::System(Organizations founders, const World& world) : inside_(std::make_unique<Inside>()) {
  inside_->world = world;
  governance::GenesisConfig config{.consortium = "demo", .members = {}, .time = 1};
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(founders, o))
      config.members.push_back({kNames[o], account(key_of(static_cast<Person>(o))), kRegistrar});
  }
  const auto genesis = governance::genesis_state(config).value();
  for (const auto& [slot, value] : genesis.accounts.at(governance::kGovernanceAddress).storage) {
    inside_->records[slot] = value;
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
  const std::string wrong = step.kind == Step::Kind::deploy || step.kind == Step::Kind::change
                                ? inside_->wrong_deployment(step)
                            : step.kind == Step::Kind::change_policy ? inside_->wrong_policy(step)
                                                                     : "";
  const bool taken = inside_->send(step.sender, inside_->call_of(step));
  if (taken && inside_->wrong.empty()) inside_->wrong = wrong;
  return taken;
}

std::string System::difference(const State& state) const {
  const auto slots = inside_->slots();
  for (unsigned t = 0; t < kTokens; ++t) {
    const auto& expected = state.tokens[t];
    const auto token = governance::find_token(slots, kTokenIds[t]);
    if (token.has_value() != (expected.versions != 0)) return "one has the token and the other has not";
    if (!token) continue;
    if (token->deployed.is_zero() == (expected.running != 0)) return "one says that the program runs";
    if (expected.running != 0 && token->package_hash != package_of(t, expected.running - 1u).hash) {
      return "another version runs";
    }
    if (expected.running != 0) {
      const auto life = governance::find_lifecycle(slots, *token);
      constexpr governance::TokenState kStates[] = {governance::TokenState::running, governance::TokenState::paused,
                                                    governance::TokenState::retired};
      if (life.state != kStates[static_cast<unsigned>(expected.life)]) return "the token is in another state";
      if (life.pending != expected.pending) return "another change waits";
    }
    if (token->application != expected.application) return "another application counts";
    const auto policy = governance::current_policy(slots, kTokenIds[t])->text;
    if (policy != text_of(expected.form)) return "the policy is " + policy + ", not " + text_of(expected.form);
    for (const auto person : {Person::acme, Person::iris, Person::thief}) {
      const bool may = governance::usable(slots, kTokenIds[t], account(key_of(person))) != 0;
      if (may != contains(expected.usable, static_cast<unsigned>(person))) return "another may use the token";
    }
  }
  if (governance::application_count(slots) != state.applications.size()) return "another number of applications";
  for (std::size_t i = 0; i < state.applications.size(); ++i) {
    const auto status = static_cast<unsigned>(find_application(slots, i + 1)->status) - 1;
    if (status != static_cast<unsigned>(state.applications[i].status)) return "an application has another status";
  }
  for (unsigned o = 0; o < kOrganizations; ++o) {
    const auto member = governance::find_member(slots, kNames[o]);
    if ((member && member->active) != contains(state.members, o)) return "other members";
  }
  return "";
}

}  // namespace kaisho::model
