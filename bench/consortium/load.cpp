// Load for four-member networks and the limit to compare with; bench/consortium/consortium.mjs runs it. Prints JSON.
#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "../transfers/limit.hpp"
#include "targets.hpp"

namespace kaisho::bench {
namespace {

namespace json = boost::json;

constexpr double kWarmUp = 0.15, kUntil = 0.9;  // of all transactions: what lies between is counted

using Words = std::map<std::string, std::string>;

std::string word(const Words& words, const std::string& name, const std::string& otherwise) {
  const auto found = words.find(name);
  return found == words.end() ? otherwise : found->second;
}

std::size_t number(const Words& words, const std::string& name, std::size_t otherwise) {
  const auto text = word(words, name, std::to_string(otherwise));
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) {
    throw std::runtime_error(name + " takes a number above 0, not '" + text + "'");
  }
  return value;
}

Load load_from(const Words& words) {
  Load load;
  std::istringstream nodes(word(words, "--nodes", ""));
  for (std::string node; std::getline(nodes, node, ',');) load.nodes.push_back(endpoint_from(node));
  if (load.nodes.empty()) throw std::runtime_error("--nodes names no node");
  load.transactions = number(words, "--transactions", 40'000);
  load.window = number(words, "--window", 4'000);
  load.batch = number(words, "--batch", 25);
  return load;
}

json::object told(const std::vector<BlockSeen>& blocks) {
  const auto rate = steady_rate(blocks, kWarmUp, kUntil);
  std::uint64_t total = 0;
  for (const auto& block : blocks) total += block.transactions;
  return {{"committed", total},
          {"perSecond", rate.per_second},
          {"seconds", rate.seconds},
          {"blocks", rate.blocks},
          {"transactionsPerBlock",
           static_cast<double>(rate.transactions) / static_cast<double>(std::max<std::uint64_t>(rate.blocks, 1))}};
}

json::object run(std::string_view what, const Words& words) {
  if (what == "kvstore") return told(load_kvstore(load_from(words), number(words, "--size", 180)));
  Workload workload(word(words, "--token", KAISHO_BENCH_TOKEN));
  if (what == "kaisho") {
    const auto load = load_from(words);
    deploy_token(load, workload);
    return told(load_kaisho(load, workload));
  }
  if (what != "limit") throw std::runtime_error("the load is kvstore, kaisho or limit");
  const auto wires = workload.transfers(number(words, "--transactions", 10'000));
  const auto limit = measure_limit(wires, wires.size());
  return {{"recoveriesPerSecond", limit.per_second}, {"transferBytes", wires.back().size()}};
}

}  // namespace
}  // namespace kaisho::bench

int main(int count, char** words) {
  kaisho::bench::Words options;
  for (int i = 2; i + 1 < count; i += 2) options[words[i]] = words[i + 1];
  try {
    if (count < 2)
      throw std::runtime_error("usage: consortium_load limit|kvstore|kaisho [--nodes A,B] [--transactions N]");
    std::cout << boost::json::serialize(kaisho::bench::run(words[1], options)) << "\n";
  } catch (const std::exception& error) {
    std::cerr << "consortium_load: " << error.what() << "\n";
    return 1;
  }
}
