#include "variable_order.hpp"

#include <algorithm>
#include <map>

namespace kaisho::governance {
namespace {

using Variable = std::uint32_t;
using Places = std::vector<std::uint32_t>;  ///< of each variable

constexpr unsigned kRounds = 32;            ///< measured: policies of 64 organizations settle in fewer than 10
constexpr std::uint64_t kOne = 1ull << 20;  ///< fixed point of centres of gravity

/// The operators of policies as sets of the variables below them.
class Operators {
 public:
  void add(const PolicyNode& node) {
    std::set<Variable> below;
    collect(node, below);
  }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::vector<std::vector<Variable>>& sets() const { return sets_; }

 private:
  void collect(const PolicyNode& node, std::set<Variable>& into) {
    if (node.kind == PolicyNode::Kind::organization) {
      const auto [found, is_new] = numbers_.try_emplace(node.organization, static_cast<Variable>(names_.size()));
      if (is_new) names_.push_back(node.organization);
      into.insert(found->second);
      return;
    }
    std::set<Variable> own;
    for (const auto& part : node.parts) collect(part, own);
    if (own.size() > 1) sets_.emplace_back(own.begin(), own.end());
    into.insert(own.begin(), own.end());
  }

  std::map<std::string, Variable, std::less<>> numbers_;
  std::vector<std::string> names_;
  std::vector<std::vector<Variable>> sets_;
};

/// How far apart the variables of the operators stand, all together.
std::uint64_t span_of(const Operators& operators, const Places& places) {
  std::uint64_t span = 0;
  for (const auto& set : operators.sets()) {
    const auto [first, last] = std::ranges::minmax(set, {}, [&](Variable v) { return places[v]; });
    span += places[last] - places[first];
  }
  return span;
}

/// Moves each variable to the mean of the centres of its operators.
Places moved(const Operators& operators, const Places& places) {
  struct Pull {
    std::uint64_t sum = 0, count = 0;
    std::size_t smallest = ~std::size_t{0},
                of = 0;  ///< its smallest operator keeps the variables of one place together
  };
  std::vector<Pull> pulls(places.size());
  for (std::size_t i = 0; i < operators.sets().size(); ++i) {
    const auto& set = operators.sets()[i];
    std::uint64_t centre = 0;
    for (const auto v : set) centre += places[v];
    centre = centre * kOne / set.size();
    for (const auto v : set) {
      pulls[v].sum += centre;
      ++pulls[v].count;
      if (set.size() < pulls[v].smallest) pulls[v].smallest = set.size(), pulls[v].of = i;
    }
  }
  const auto key = [&](Variable v) {
    const auto& pull = pulls[v];
    const auto mean = pull.count == 0 ? places[v] * kOne : pull.sum / pull.count;
    return std::tuple{mean, pull.of, places[v]};
  };
  std::vector<Variable> order(places.size());
  for (Variable v = 0; v < order.size(); ++v) order[v] = v;
  std::ranges::sort(order, {}, key);
  Places next(places.size());
  for (std::uint32_t place = 0; place < order.size(); ++place) next[order[place]] = place;
  return next;
}

}  // namespace

std::vector<std::string> variable_order(std::initializer_list<const PolicyNode*> policies) {
  Operators operators;
  for (const auto* policy : policies) operators.add(*policy);
  Places places(operators.names().size());
  for (std::uint32_t i = 0; i < places.size(); ++i) places[i] = i;
  Places best = places;
  std::uint64_t least = span_of(operators, places);
  for (unsigned round = 0; round < kRounds; ++round) {
    places = moved(operators, places);
    const auto span = span_of(operators, places);
    if (span < least) least = span, best = places;
  }
  std::vector<std::string> order(best.size());
  for (std::size_t v = 0; v < best.size(); ++v) order[best[v]] = operators.names()[v];
  return order;
}

}  // namespace kaisho::governance
