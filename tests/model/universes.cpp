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
Universe changing() {
  using Kind = Step::Kind;
  const Document first{}, second{.version = 1}, entrust{.variant = 1},
      issue{.kind = Document::Kind::issue, .variant = 1};
  Universe universe{.name = "a running token is changed",
                    .versions = 2,
                    .variants = 1,
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

}  // namespace

Universe everything() {
  return {.name = "everything",
          .organizations = 3,
          .users = 2,
          .tokens = 2,
          .versions = 2,
          .arguments = 2,
          .variants = 3,
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
  return all;
}

std::vector<Rule> rules() {
  return {{"consent", Without::consent, two_members(), small_world(false, 3), everything()},
          {"tests", Without::tests, two_members(), small_world(false, 3), everything()},
          {"strength", Without::strength, two_members(), small_world(false, 3), everything()},
          {"entrustment", Without::entrustment, entrusting(), entrusting_world(true), everything()},
          {"origin", Without::origin, entrusting(), entrusting_world(true), entrusting()}};
}

}  // namespace kaisho::model
