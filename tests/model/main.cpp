// Looks for a sequence of steps of members, users and thieves after which a program runs that should not.
//   model                     the contract as it is: finds nothing, and says what it looked at
//   model --without RULE      built with a rule left out: finds a sequence, and prints it as short as it gets
#include <chrono>
#include <cstdio>
#include <string_view>

#include "search.hpp"

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

void print(const Finding& finding) {
  std::printf("found: %s\n", finding.what.c_str());
  for (std::size_t i = 0; i < finding.steps.size(); ++i) {
    std::printf("  %2zu. %s\n", i + 1, text_of(finding.steps[i]).c_str());
  }
}

void print(const char* what, const std::string& name, const Coverage& c) {
  std::printf(
      "%-8s %-28s depth %2u%s  %8llu states  %9llu steps  %7llu taken  %6llu deployments  %6llu changes  %7llu calls\n",
      what, name.c_str(), c.depth, c.complete ? " (all)" : "      ", static_cast<unsigned long long>(c.states),
      static_cast<unsigned long long>(c.steps), static_cast<unsigned long long>(c.taken),
      static_cast<unsigned long long>(c.deployments), static_cast<unsigned long long>(c.changes),
      static_cast<unsigned long long>(c.calls));
  std::fflush(stdout);
}

Universe two_members() { return {.name = "two members, one user", .policies = kFew}; }
Universe two_versions() {
  return {.name = "two versions", .versions = 2, .variants = 1, .thief_is_user = false, .policies = {}};
}
Universe coming_and_going() {
  return {.name = "members come and go", .variants = 1, .membership = true, .thief_is_user = false, .policies = {}};
}
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
          .thief_is_user = true,
          .policies = kMany,
          .founders = 7};
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

bool is_clean(const std::optional<Finding>& finding) {
  if (finding) print(*finding);
  return !finding;
}

bool looks_at(const Universe& universe, const World& world, const std::string& name) {
  Coverage model, contract;
  if (!is_clean(explore(universe, world, 12, 400'000, Without::nothing, model))) return false;
  print("model", name, model);
  if (!is_clean(compare(universe, world, 12, 6'000, 100, contract))) return false;
  print("contract", name, contract);
  return true;
}

bool as_it_is() {
  for (const auto& universe : {two_members(), two_versions(), coming_and_going()}) {
    for (const auto& world : {small_world(true, 3), small_world(true, 2), small_world(false, 3)}) {
      const std::string name = universe.name + (world.willing == 3 ? "" : ", bank never signs") +
                               (world.agreed.size() > 2 ? "" : ", user never agrees");
      if (!looks_at(universe, world, name)) return false;
    }
  }
  if (!looks_at(changing(), changing_world(true), changing().name)) return false;
  if (!looks_at(changing(), changing_world(false), changing().name + ", user never agrees")) return false;
  Coverage walks;
  if (!is_clean(walk(everything(), 1'000, 30, Without::nothing, walks))) return false;
  print("walks", "everything", walks);
  std::printf("         and %llu of their calls as transactions of a chain with the real EVM\n",
              static_cast<unsigned long long>(walks.replayed));
  return true;
}

bool finds(Without without) {
  Coverage model, contract;
  const auto shortest = explore(two_members(), small_world(false, 3), 12, 400'000, without, model);
  if (shortest) std::printf("in the model, with the fewest steps, ");
  if (shortest) print(*shortest);
  const auto finding = walk(everything(), 5'000, 30, without, contract);
  if (finding) std::printf("in the contract, by chance and shortened, ");
  if (finding) print(*finding);
  if (!finding) std::printf("found nothing in %llu steps\n", static_cast<unsigned long long>(contract.calls));
  return shortest && finding && finding->steps.size() <= 12;
}

int run(int argc, char** argv) {
  if (argc == 1) return as_it_is() ? 0 : 1;
  const std::string_view rule = argc == 3 && std::string_view(argv[1]) == "--without" ? argv[2] : "";
  if (rule == "consent") return finds(Without::consent) ? 0 : 1;
  if (rule == "tests") return finds(Without::tests) ? 0 : 1;
  if (rule == "strength") return finds(Without::strength) ? 0 : 1;
  std::fprintf(stderr, "usage: model [--without consent|tests|strength]\n");
  return 2;
}

}  // namespace
}  // namespace kaisho::model

int main(int argc, char** argv) { return kaisho::model::run(argc, argv); }
