// Looks for a sequence of steps of members, users and thieves after which a program runs that should not.
//   model                     the contract as it is: finds nothing, and says what it looked at
//   model --without RULE      built with a rule left out: finds a sequence, and prints it as short as it gets
#include <chrono>
#include <cstdio>
#include <string_view>

#include "universes.hpp"

namespace kaisho::model {
namespace {

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
  for (const auto& [universe, world, name] : small_universes()) {
    if (!looks_at(universe, world, name)) return false;
  }
  Coverage walks;
  if (!is_clean(walk(everything(), 1'000, 30, Without::nothing, walks))) return false;
  print("walks", "everything", walks);
  std::printf("         and %llu of their calls as transactions of a chain with the real EVM\n",
              static_cast<unsigned long long>(walks.replayed));
  return true;
}

bool finds(const Rule& rule) {
  Coverage model, contract;
  const auto shortest = explore(rule.small, rule.world, 12, 400'000, rule.without, model);
  if (shortest) std::printf("in the model, with the fewest steps, ");
  if (shortest) print(*shortest);
  const auto finding = walk(rule.large, 5'000, 30, rule.without, contract);
  if (finding) std::printf("in the contract, by chance and shortened, ");
  if (finding) print(*finding);
  if (!finding) std::printf("found nothing in %llu steps\n", static_cast<unsigned long long>(contract.calls));
  return shortest && finding && finding->steps.size() <= 12;
}

int run(int argc, char** argv) {
  if (argc == 1) return as_it_is() ? 0 : 1;
  const std::string_view left_out = argc == 3 && std::string_view(argv[1]) == "--without" ? argv[2] : "";
  for (const auto& rule : rules()) {
    if (rule.name == left_out) return finds(rule) ? 0 : 1;
  }
  std::fprintf(stderr, "usage: model [--without RULE], a program of its own for each\n");
  return 2;
}

}  // namespace
}  // namespace kaisho::model

int main(int argc, char** argv) { return kaisho::model::run(argc, argv); }
