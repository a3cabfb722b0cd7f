#include "steps.hpp"

#include <algorithm>

namespace kaisho::model {
namespace {

using Kind = Step::Kind;

constexpr std::size_t kMostApplications = 6;
constexpr Document::Kind kChanges[] = {Document::Kind::upgrade, Document::Kind::pause, Document::Kind::resume,
                                       Document::Kind::retire};
class Steps {
 public:
  Steps(const Universe& universe, const World& world, const State& state)
      : universe_(universe), world_(world), state_(state) {
    for (unsigned o = 0; o < universe.organizations; ++o) senders_.push_back(static_cast<Person>(o));
    senders_.push_back(Person::thief);
  }

  std::vector<Step> all() {
    for (std::uint8_t token = universe_.first_token; token < universe_.tokens; ++token) {
      for (std::uint8_t version = 0; version < universe_.versions; ++version) programs(token, version);
      policies(token);
    }
    for (std::uint8_t user = universe_.first_user; user < universe_.users; ++user) users(user);
    deployments();
    if (universe_.membership) membership();
    if (!state_.late) steps_.push_back({.kind = Kind::wait});
    return std::move(steps_);
  }

 private:
  void programs(std::uint8_t token, std::uint8_t version) {
    const Document what{.token = token, .version = version};
    for (const auto sender : senders_) {
      steps_.push_back({.kind = Kind::register_program, .sender = sender, .document = what});
      for (const bool good : {true, false}) {
        steps_.push_back({.kind = Kind::attest, .document = what, .signer = sender, .good = good});
      }
    }
  }

  void users(std::uint8_t user) {
    const auto& record = state_.users[user];
    if (!record.known) return registrations(user);
    if (universe_.entrusting) entrustments(user);
    for (std::uint8_t token = universe_.first_token; token < universe_.tokens; ++token) {
      withdrawals(user, token);
      for (std::uint8_t version = 0; version < universe_.versions; ++version) applications(user, token, version);
    }
  }

  void registrations(std::uint8_t user) {
    const Person own = user == 0 ? Person::acme : universe_.second;
    std::vector<Person> accounts{own};
    if (universe_.thief_is_user) accounts.push_back(Person::thief);
    for (std::uint8_t variant = 0; variant < universe_.variants; ++variant) {
      for (Organization vorg = 0; vorg < universe_.organizations; ++vorg) {
        for (const auto account : accounts) {
          signed_steps({.kind = Kind::register_user,
                        .document = {.user = user, .account = account, .vorg = vorg, .variant = variant}},
                       account);
        }
      }
    }
    // An organization's own key as a user's.
    const Document bank{.user = user, .account = Person::bank, .vorg = 0};
    steps_.push_back({.kind = Kind::register_user, .document = bank, .signer = Person::bank, .signed_document = bank});
  }

  void entrustments(std::uint8_t user) {
    const auto& record = state_.users[user];
    const auto& now = record.chain;
    const auto before = static_cast<std::uint16_t>(now >> 4);
    for (const auto chain : {now, before}) {  // an old paper, too
      const bool is_full = chain >> 4 * (kMostEntrustments - 1) != 0;
      for (std::uint8_t variant = 0; variant < universe_.variants && chain != 0 && !is_full; ++variant) {
        for (Organization vorg = 0; vorg < universe_.organizations; ++vorg) {
          const auto link_to = static_cast<std::uint16_t>(chain << 4 | link(vorg, variant));
          signed_steps({.kind = Kind::entrust_anew, .document = entrustment_of(user, record.account, link_to)},
                       record.account);
        }
      }
      if (chain == 0) continue;
      for (const auto signer : withdrawing(record.account)) {
        steps_.push_back({.kind = Kind::end_entrustment,
                          .sender = Person::thief,
                          .document = entrustment_of(user, record.account, now),
                          .signer = signer,
                          .signed_document = entrustment_of(user, record.account, chain)});
      }
    }
  }

  void applications(std::uint8_t user, std::uint8_t token, std::uint8_t version) {
    if (state_.applications.size() >= kMostApplications) return;
    for (const auto kind : {Document::Kind::issue, Document::Kind::distribute}) {
      for (std::uint8_t variant = 0; variant < universe_.variants; ++variant) {
        for (std::uint8_t arguments = 0; arguments < universe_.arguments; ++arguments) {
          if (kind == Document::Kind::distribute && arguments > 0) continue;
          for (Organization vorg = 0; vorg < universe_.organizations; ++vorg) {
            const Document d{kind, user, Person::acme, token, version, arguments, vorg, variant};
            scoped_steps(d);
          }
        }
      }
    }
    if (universe_.changes) changes(user, token, version);
    for (const auto sender : senders_) {
      const Document what{.user = user, .token = token, .version = version};
      steps_.push_back({.kind = Kind::refuse, .sender = sender, .document = what});
    }
  }

  /// With a private record only where the user agreed to it: what nobody agreed to is tried without one.
  void scoped_steps(Document d) {
    const Person account = state_.users[d.user].account;
    for (std::uint8_t scope = 0; scope < universe_.scopes; ++scope) {
      d.scope = static_cast<Document::Scope>(scope);
      const bool is_tried = scope == 0 || world_.agreed.contains(d) || (account == Person::thief && d.variant == 1);
      if (is_tried) signed_steps({.kind = Kind::apply, .document = d}, account);
    }
  }

  void changes(std::uint8_t user, std::uint8_t token, std::uint8_t version) {
    const auto running = state_.tokens[token].running;
    if (running == 0) return;
    for (const auto kind : kChanges) {
      const auto from = static_cast<std::uint8_t>(running - 1);
      if (kind != Document::Kind::upgrade && version != from) continue;  // of these the version is the running one
      for (std::uint8_t variant = 0; variant < universe_.variants; ++variant) {
        const Document d{kind, user, Person::acme, token, version, 0, state_.users[user].vorg, variant, from};
        signed_steps({.kind = Kind::apply, .document = d}, state_.users[user].account);
      }
    }
  }

  /// By every sender: with the signature that it needs if there is one, with one by the sender, and with the user's own
  /// for something else.
  void signed_steps(Step step, Person account) {
    for (const auto sender : senders_) {
      step.sender = sender;
      step.signed_document = step.document;
      step.signer = sender;
      steps_.push_back(step);
      step.signer = Person::accomplice;
      if (account == kPaperUser) steps_.push_back(step);
      step.signer = account == kPaperUser ? Person::clerk : account;
      if (account == Person::thief || world_.agreed.contains(step.document)) steps_.push_back(step);
      const auto other = std::ranges::find_if(world_.agreed, [&](const Document& d) { return d != step.document; });
      if (account == Person::thief || other == world_.agreed.end()) continue;
      step.signed_document = *other;
      steps_.push_back(step);
    }
    if (account == kPasskeyUser || account == kContractUser || account == kPaperUser) bad_proofs(step, account);
  }

  /// A passkey, a contract or a clerk that signed just this, but not as it should.
  void bad_proofs(Step step, Person account) {
    step.sender = static_cast<Person>(step.document.vorg);
    step.signer = account;
    if (account == kPaperUser) {
      // The operator may witness what another organization sends: here the one sends that would witness, too.
      step.sender = static_cast<Person>(state_.users[step.document.user].vorg);
      step.signer = Person::clerk;
    }
    step.signed_document = step.document;
    for (const auto touch :
         {Step::Touch::unverified, Step::Touch::foreign_page, Step::Touch::registration, Step::Touch::other_key}) {
      step.touch = touch;
      steps_.push_back(step);
    }
  }

  /// Who says that a user takes something back.
  static std::vector<Person> withdrawing(Person account) {
    if (account == kPaperUser) return {Person::clerk, Person::accomplice, Person::thief};
    return {account, Person::thief, Person::bank};
  }

  void withdrawals(std::uint8_t user, std::uint8_t token) {
    const auto& record = state_.users[user];
    const Document what{.user = user, .token = token};
    for (const auto number : {record.application[token], std::uint8_t{1}}) {
      if (number == 0) continue;
      for (const auto signer : withdrawing(record.account)) {
        steps_.push_back({.kind = Kind::withdraw,
                          .sender = Person::thief,
                          .document = what,
                          .signer = signer,
                          .application = number});
      }
    }
  }

  void policies(std::uint8_t token) {
    if (state_.tokens[token].versions == 0) return;
    for (const auto sender : senders_) {
      for (const auto& form : universe_.policies) {
        steps_.push_back({.kind = Kind::change_policy, .sender = sender, .document = {.token = token}, .form = form});
      }
    }
  }

  void deployments() {
    for (std::uint8_t number = 1; number <= state_.applications.size(); ++number) {
      const auto& d = state_.applications[number - 1u].document;
      const auto kind = d.is_change() ? Kind::change : Kind::deploy;
      Step step{.kind = kind, .sender = Person::bank, .document = d, .application = number};
      for (unsigned signers = 0; signers < 8; ++signers) {
        if ((signers & ~unsigned{world_.willing}) != 0) continue;
        step.organizations = static_cast<Organizations>(signers);
        steps_.push_back(step);
      }
      step.organizations = world_.willing;
      cheats(step);
      if (!universe_.changes) continue;
      for (const auto signer : withdrawing(state_.users[d.user].account)) {
        steps_.push_back({.kind = Kind::withdraw_application,
                          .sender = Person::thief,
                          .document = d,
                          .signer = signer,
                          .application = number});
      }
    }
  }

  void cheats(const Step& honest) {
    const auto with = [&](auto change) {
      Step step = honest;
      change(step);
      steps_.push_back(step);
    };
    for (const auto sender : senders_) with([&](Step& step) { step.sender = sender; });
    for (const auto extra : {Step::Extra::thief, Step::Extra::twice, Step::Extra::stale}) {
      with([&](Step& step) { step.extra = extra; });
    }
    with([](Step& step) { step.good = false; });
    if (is_proxied(honest.document.token)) with([](Step& step) { step.obeys = false; });
    if (universe_.versions > 1) with([](Step& step) { step.document.version ^= 1; });
    if (universe_.arguments > 1) with([](Step& step) { step.document.arguments ^= 1; });
    if (universe_.tokens - universe_.first_token > 1) with([](Step& step) { step.document.token ^= 1; });
  }

  void membership() {
    for (Organization target = 0; target < universe_.organizations; ++target) {
      for (unsigned approving = 1; approving < 8; ++approving) {
        if ((approving & ~unsigned{state_.members}) != 0) continue;
        steps_.push_back({.kind = contains(state_.members, target) ? Kind::remove_member : Kind::add_member,
                          .organizations = static_cast<Organizations>(approving),
                          .target = target});
      }
    }
  }

  const Universe& universe_;
  const World& world_;
  const State& state_;
  std::vector<Person> senders_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> steps_in(const Universe& universe, const World& world, const State& state) {
  return Steps(universe, world, state).all();
}

}  // namespace kaisho::model
