#include "policies.hpp"

#include <fmt/format.h>
#include <time.h>

#include <kaisho/governance/policy.hpp>

namespace kaisho::bench {
namespace {

using governance::Policy;

double cpu_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

/// O<first>, O<first + step>, … below `end`.
std::string every(unsigned first, unsigned end, unsigned step = 1) {
  std::string list;
  for (unsigned i = first; i < end; i += step) list += (list.empty() ? "O" : ", O") + std::to_string(i);
  return list;
}
std::string majority(unsigned first, unsigned end, unsigned step = 1) {
  return "Majority[" + every(first, end, step) + "]";
}
std::string joined(unsigned count, const std::string& between, auto part) {
  std::string text;
  for (unsigned i = 0; i < count; ++i) text += (i == 0 ? "" : between) + part(i);
  return text;
}

struct Case {
  const char* name;
  std::string policy;
};

std::vector<Case> cases() {
  const std::string all = majority(0, 64);
  return {
      {"O7 AND Majority of 64", "O7 AND " + all},
      {"two thirds of 64", "OutOf(43, [" + every(0, 64) + "])"},
      {"Majority of 64 AND any of 3 majorities",
       all + " AND (" + joined(3, " OR ", [](unsigned i) { return majority(i * 21, i * 21 + 21); }) + ")"},
      {"3 of 8 majorities",
       "OutOf(3, [" + joined(8, ", ", [](unsigned i) { return majority(i * 8, i * 8 + 8); }) + "])"},
      {"3 of 8 majorities, names mixed",
       "OutOf(3, [" + joined(8, ", ", [](unsigned i) { return majority(i, 64, 8); }) + "])"},
      {"Majority of 64 AND 3 majorities, names mixed",
       all + " AND " + joined(3, " AND ", [](unsigned i) { return majority(i, 64, 3); })},
      {"3 of 7 majorities that overlap",
       "OutOf(3, [" + joined(7, ", ", [](unsigned i) { return majority(i * 8, i * 8 + 16); }) + "])"},
      {"32 pairs", joined(32, " AND ", [](unsigned i) { return fmt::format("(O{} OR O{})", i, i + 32); })},
  };
}

}  // namespace

void print_policies() {
  const auto old = Policy::parse(majority(0, 64)).value();
  fmt::print("not weaker than Majority of 64, of {} steps at most\n{:<46} {:>8} {:>10}\n",
             governance::PolicyLimits::kSteps, "policy of 64 organizations", "steps", "CPU ms");
  for (const auto& one : cases()) {
    const auto next = Policy::parse(one.policy).value();
    const double begin = cpu_ms();
    const auto decided = governance::weaker_by(next, old);
    const double spent = cpu_ms() - begin;
    fmt::print("{:<46} {:>8} {:>10.2f}\n", one.name, decided ? std::to_string(decided->steps) : "too complex", spent);
  }
}

}  // namespace kaisho::bench
