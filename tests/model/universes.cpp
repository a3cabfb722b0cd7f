#include "universes.hpp"

namespace kaisho::model {
namespace {

using Rest = Form::Rest;

const std::vector<Form> kFew = {{1, Rest::nothing}, {3, Rest::nothing}, {0, Rest::unreadable}};
const std::vector<Form> kMany = {{1, Rest::nothing},
                                 {2, Rest::nothing},
                                 {3, Rest::nothing},
                                 {7, Rest::nothing},
                                 {1, Rest::majority},
                                 {0, Rest::majority},
                                 {1, Rest::broker_or_exchange},
                                 {0, Rest::broker_or_exchange},
                                 {0, Rest::anybody},
                                 {1, Rest::never},
                                 {0, Rest::unreadable},
                                 {0, Rest::stranger}};

/// What acme agrees to in the small universes: to entrust the bank, and to issue version 1 through it, for a short
/// time.
World small_world(bool agrees, Organizations willing) {
  World world;
  world.willing = willing;
  for (std::uint8_t variant = 0; variant < 2; ++variant) {
    world.agreed.insert(Document{.vorg = 0, .variant = variant});
    if (agrees) world.agreed.insert(Document{.kind = Document::Kind::issue, .vorg = 0, .variant = variant});
    using Kind = Document::Kind;
    for (const auto kind : {Kind::upgrade, Kind::pause, Kind::resume, Kind::retire}) {
      const std::uint8_t version = kind == Kind::upgrade ? 1 : 0;
      if (agrees) world.agreed.insert(Document{.kind = kind, .version = version, .vorg = 0, .variant = variant});
    }
  }
  return world;
}

Universe two_members() { return {.name = "two members, one user", .policies = kFew}; }
Universe two_versions() {
  return {.name = "two versions", .versions = 2, .variants = 1, .thief_is_user = false, .policies = {}};
}
Universe coming_and_going() {
  return {.name = "members come and go", .variants = 1, .membership = true, .thief_is_user = false, .policies = {}};
}
/// A token runs, in its first version, and is changed: two versions, every kind of change.
Universe changing(std::uint8_t token = 0) {
  using Kind = Step::Kind;
  const Document first{.token = token}, second{.token = token, .version = 1}, entrust{.variant = 1},
      issue{.kind = Document::Kind::issue, .token = token, .variant = 1};
  Universe universe{.name = is_proxied(token) ? "behind a proxy" : "a running token is changed",
                    .tokens = static_cast<std::uint8_t>(token + 1),
                    .versions = 2,
                    .variants = 1,
                    .first_token = token,
                    .changes = true,
                    .thief_is_user = false,
                    .policies = {}};
  for (const auto& what : {first, second}) {
    universe.begin.push_back({.kind = Kind::register_program, .document = what});
    for (const auto signer : {Person::bank, Person::broker}) {
      universe.begin.push_back({.kind = Kind::attest, .document = what, .signer = signer});
    }
  }
  universe.begin.push_back({.kind = Kind::register_user, .document = entrust, .signed_document = entrust});
  universe.begin.push_back({.kind = Kind::apply, .document = issue, .signed_document = issue});
  universe.begin.push_back({.kind = Kind::deploy, .document = issue, .application = 1, .organizations = 3});
  return universe;
}

/// Acme agreed to the issue; whether also to what is changed afterwards.
World changing_world(bool agrees) {
  World world = small_world(true, 3);
  if (agrees) return world;
  std::erase_if(world.agreed, [](const Document& d) { return d.is_change(); });
  return world;
}

/// A token that acme may issue through any of three organizations, which tested it; acme entrusts the bank at first.
Universe entrusting() {
  using Kind = Step::Kind;
  const Document first{}, entrust{.variant = 1};
  Universe universe{.name = "users entrust others",
                    .organizations = 3,
                    .variants = 1,
                    .entrusting = true,
                    .thief_is_user = false,
                    .policies = {{1, Rest::majority}, {2, Rest::majority}, {3, Rest::nothing}},
                    .founders = 7};
  universe.begin.push_back({.kind = Kind::register_program, .document = first});
  for (const auto signer : {Person::bank, Person::broker}) {
    universe.begin.push_back({.kind = Kind::attest, .document = first, .signer = signer});
  }
  universe.begin.push_back({.kind = Kind::register_user, .document = entrust, .signed_document = entrust});
  return universe;
}

/// Acme goes from the bank to the broker and perhaps back, and agrees to issue through either.
World entrusting_world(bool agrees) {
  World world;
  world.willing = 3;
  const auto bank = link(0, 1), broker = link(1, 0), back = link(0, 0);
  const auto second = static_cast<std::uint16_t>(bank << 4 | broker);
  for (const auto chain : {bank, second, static_cast<std::uint16_t>(second << 4 | back)}) {
    world.agreed.insert(entrustment_of(0, Person::acme, chain));
  }
  for (Organization vorg = 0; vorg < 2 && agrees; ++vorg) {
    world.agreed.insert(Document{.kind = Document::Kind::issue, .vorg = vorg, .variant = 0});
  }
  return world;
}

/// The issuer of a running token entrusts the broker, or nobody.
Universe changing_hands() {
  Universe universe = changing();
  universe.name = "a running token's issuer leaves";
  universe.entrusting = true;
  return universe;
}
/// Acme goes from the bank to the broker, and agrees to the second version through either.
World changing_hands_world() {
  World world;
  world.willing = 3;
  const auto bank = link(0, 1);
  for (const auto chain : {bank, static_cast<std::uint16_t>(bank << 4 | link(1, 0))}) {
    world.agreed.insert(entrustment_of(0, Person::acme, chain));
  }
  for (Organization vorg = 0; vorg < 2; ++vorg) {
    world.agreed.insert(Document{.kind = Document::Kind::upgrade, .version = 1, .vorg = vorg, .variant = 0});
  }
  for (const auto& step : changing().begin) {
    if (step.kind == Step::Kind::apply) world.agreed.insert(step.document);
  }
  return world;
}

/// Acme agrees to either version in place of the other, behind the proxy.
World proxied_world() {
  World world;
  world.willing = 3;
  for (std::uint8_t version = 0; version < kVersions; ++version) {
    const auto from = static_cast<std::uint8_t>(1 - version);
    world.agreed.insert(Document{
        .kind = Document::Kind::upgrade, .token = 2, .version = version, .vorg = 0, .variant = 0, .from = from});
  }
  for (const auto& step : changing(2).begin) {
    if (step.kind == Step::Kind::register_user || step.kind == Step::Kind::apply) world.agreed.insert(step.document);
  }
  return world;
}

/// A tested token, and iris with her passkey.
Universe passkeys() {
  using Kind = Step::Kind;
  Universe universe{.name = "a passkey user",
                    .users = 2,
                    .variants = 1,
                    .first_user = 1,
                    .entrusting = true,
                    .thief_is_user = false,
                    .policies = {}};
  universe.begin.push_back({.kind = Kind::register_program});
  for (const auto signer : {Person::bank, Person::broker}) {
    universe.begin.push_back({.kind = Kind::attest, .signer = signer});
  }
  return universe;
}
/// The second user entrusts the bank, and perhaps agrees to issue.
World second_user_world(Person account, std::uint16_t chain, bool agrees) {
  World world;
  world.willing = 3;
  world.agreed.insert(entrustment_of(1, account, chain));
  if (agrees) world.agreed.insert(Document{.kind = Document::Kind::issue, .user = 1, .vorg = 0, .variant = 0});
  return world;
}
World passkey_world(bool agrees) {
  World world = second_user_world(kPasskeyUser, link(0, 0), agrees);
  world.agreed.insert(entrustment_of(1, kPasskeyUser, static_cast<std::uint16_t>(link(0, 0) << 4 | link(1, 0))));
  return world;
}

/// The same, and a second user whose account is a contract.
Universe contracts() {
  Universe universe = passkeys();
  universe.name = "a contract account";
  universe.second = kContractUser;
  return universe;
}
World contract_world(bool agrees) { return second_user_world(kContractUser, link(0, 0), agrees); }

/// Paul, who has no key, entrusts the bank, whose clerk witnessed it; the broker's clerk witnesses anything.
Universe papers(bool entrusting) {
  using Kind = Step::Kind;
  Universe universe = passkeys();
  universe.name = "a user without a key";
  universe.second = kPaperUser;
  universe.entrusting = entrusting;
  const auto entrust = entrustment_of(1, kPaperUser, link(0, 1));
  universe.begin.push_back(
      {.kind = Kind::register_user, .document = entrust, .signer = Person::clerk, .signed_document = entrust});
  return universe;
}
World paper_world(bool agrees) { return second_user_world(kPaperUser, link(0, 1), agrees); }

/// Acme, who entrusts the bank, agrees to issue with a private record or with what nearly looks like one.
Universe with_records() {
  Universe universe = entrusting();
  universe.name = "private records";
  universe.organizations = 2;
  universe.scopes = 3;
  universe.entrusting = false;
  universe.policies.clear();
  return universe;
}
World records_world() {
  World world = entrusting_world(false);
  for (const auto scope : {Document::Scope::secret, Document::Scope::nearly}) {
    for (const auto kind : {Document::Kind::issue, Document::Kind::distribute}) {
      world.agreed.insert(Document{.kind = kind, .vorg = 0, .variant = 0, .scope = scope});
    }
  }
  return world;
}

}  // namespace

Universe everything() {
  return {.name = "everything",
          .organizations = 3,
          .users = 2,
          .tokens = 2,
          .versions = 2,
          .arguments = 2,
          .variants = 3,
          .scopes = 3,
          .membership = true,
          .changes = true,
          .entrusting = true,
          .thief_is_user = true,
          .policies = kMany,
          .founders = 7};
}

std::vector<Small> small_universes() {
  std::vector<Small> all;
  for (const auto& universe : {two_members(), two_versions(), coming_and_going()}) {
    for (const auto& world : {small_world(true, 3), small_world(true, 2), small_world(false, 3)}) {
      all.push_back({universe, world,
                     universe.name + (world.willing == 3 ? "" : ", bank never signs") +
                         (world.agreed.size() > 2 ? "" : ", user never agrees")});
    }
  }
  all.push_back({changing(), changing_world(true), changing().name});
  all.push_back({changing(), changing_world(false), changing().name + ", user never agrees"});
  all.push_back({entrusting(), entrusting_world(true), entrusting().name});
  all.push_back({entrusting(), entrusting_world(false), entrusting().name + ", user never agrees"});
  all.push_back({passkeys(), passkey_world(true), passkeys().name});
  all.push_back({passkeys(), passkey_world(false), passkeys().name + ", user never agrees"});
  all.push_back({contracts(), contract_world(true), contracts().name});
  all.push_back({contracts(), contract_world(false), contracts().name + ", user never agrees"});
  all.push_back({papers(true), paper_world(true), papers(true).name});
  all.push_back({papers(true), paper_world(false), papers(true).name + ", user never agrees"});
  all.push_back({changing_hands(), changing_hands_world(), changing_hands().name});
  all.push_back({changing(2), proxied_world(), changing(2).name});
  all.push_back({with_records(), records_world(), with_records().name});
  return all;
}

std::vector<Rule> rules() {
  return {{"consent", Without::consent, two_members(), small_world(false, 3), everything()},
          {"tests", Without::tests, two_members(), small_world(false, 3), everything()},
          {"strength", Without::strength, two_members(), small_world(false, 3), everything()},
          {"entrustment", Without::entrustment, entrusting(), entrusting_world(true), everything()},
          {"origin", Without::origin, entrusting(), entrusting_world(true), entrusting()},
          {"passkey", Without::passkey, passkeys(), passkey_world(false), everything()},
          {"proxy", Without::proxy, changing(2), proxied_world(), changing(2)},
          {"scope", Without::scope, with_records(), records_world(), everything()},
          {"contract", Without::contract, contracts(), contract_world(false), contracts()},
          {"witness", Without::witness, papers(true), paper_world(false), papers(false)}};
}

}  // namespace kaisho::model
