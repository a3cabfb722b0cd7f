#include <boost/json.hpp>

#include <kaisho/base/hex.hpp>
#include <stdexcept>

#include "targets.hpp"

namespace kaisho::bench {
namespace {

namespace json = boost::json;

constexpr std::size_t kConnections = 2;  // to each node
constexpr std::size_t kUnderWay = 4;     // requests on one connection

std::string call_of(std::string_view method, std::string_view parameters) {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(method) + R"(","params":[)" + std::string(parameters) +
         "]}";
}

json::value ask(HttpConnection& node, const std::string& body) {
  const auto answer = node.post(body);
  if (!answer) throw std::runtime_error(answer.error());
  return json::parse(*answer);
}

std::uint64_t quantity(const json::value& answer) {
  return std::stoull(std::string(answer.at("result").as_string()), nullptr, 16);
}

std::string hex_of(std::uint64_t number) { return '"' + to_quantity(U256{number}) + '"'; }

std::vector<BlockSeen> blocks_above(HttpConnection& node, std::uint64_t height) {
  const auto last = quantity(ask(node, call_of("eth_blockNumber", "")));
  std::vector<BlockSeen> blocks;
  while (height < last) {
    const auto count = quantity(ask(node, call_of("eth_getBlockTransactionCountByNumber", hex_of(++height))));
    blocks.push_back({height, count, std::chrono::steady_clock::now()});
  }
  return blocks;
}

std::string request_of(const std::vector<const Bytes*>& wires) {
  std::string body = "[";
  for (const auto* wire : wires) {
    if (body.size() > 1) body += ',';
    body += call_of("eth_sendRawTransaction", '"' + to_hex(*wire) + '"');
  }
  return body + "]";
}

/// Bodies for each connection: a holder's transfers go to one node on one connection, in their order.
std::vector<std::vector<std::string>> bodies_of(const std::vector<Bytes>& wires, const Load& load) {
  const auto lanes = load.nodes.size() * kConnections;
  std::vector<std::vector<const Bytes*>> open(lanes);
  std::vector<std::vector<std::string>> bodies(lanes);
  const auto close = [&](std::size_t lane) {
    if (!open[lane].empty()) bodies[lane].push_back(request_of(open[lane]));
    open[lane].clear();
  };
  for (std::size_t i = 0; i < wires.size(); ++i) {
    const auto lane = i % kHolders % lanes;  // the workload takes its holders in turn
    open[lane].push_back(&wires[i]);
    if (open[lane].size() == load.batch) close(lane);
  }
  for (std::size_t lane = 0; lane < lanes; ++lane) close(lane);
  return bodies;
}

void check(const std::string& answer) {
  const auto at = answer.find("\"error\"");
  if (at != std::string::npos) throw std::runtime_error("a transfer was refused: " + answer.substr(at, 300));
}

void send(const Endpoint& node, const std::vector<std::string>& bodies, const Load& load, const Progress& progress,
          std::atomic<std::uint64_t>& sent) {
  HttpConnection connection(node);
  const auto answered = [&] {
    const auto answer = connection.receive();
    if (!answer) throw std::runtime_error(answer.error());
    check(*answer);
  };
  std::size_t under_way = 0;
  for (const auto& body : bodies) {
    while (sent + load.batch > progress.committed() + load.window) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    sent += load.batch;
    if (auto taken = connection.send(body); !taken) throw std::runtime_error(taken.error());
    if (++under_way == kUnderWay) answered(), --under_way;
  }
  while (under_way-- > 0) answered();
}

}  // namespace

void deploy_token(const Load& load, const Workload& workload) {
  const auto wires = workload.setup();
  HttpConnection node(load.nodes[0]);
  const auto height = quantity(ask(node, call_of("eth_blockNumber", "")));
  Progress progress(height, [&](std::uint64_t above) { return blocks_above(node, above); });
  HttpConnection sender(load.nodes[0]);
  for (std::size_t begin = 0; begin < wires.size(); begin += load.batch) {
    std::vector<const Bytes*> piece;
    for (std::size_t i = begin; i < std::min(begin + load.batch, wires.size()); ++i) piece.push_back(&wires[i]);
    const auto answer = sender.post(request_of(piece));
    if (!answer) throw std::runtime_error(answer.error());
    check(*answer);
  }
  progress.wait_for(wires.size());
  progress.finish();
  if (progress.committed() != wires.size()) throw std::runtime_error("the token's holders did not all get their stock");
}

std::vector<BlockSeen> load_kaisho(const Load& load, Workload& workload) {
  const auto bodies = bodies_of(workload.transfers(load.transactions), load);
  HttpConnection watcher(load.nodes[0]);
  const auto height = quantity(ask(watcher, call_of("eth_blockNumber", "")));
  Progress progress(height, [&](std::uint64_t above) { return blocks_above(watcher, above); });
  std::atomic<std::uint64_t> sent = 0;
  at_the_same_time(bodies.size(),
                   [&](std::size_t i) { send(load.nodes[i % load.nodes.size()], bodies[i], load, progress, sent); });
  progress.wait_for(load.transactions);
  auto blocks = progress.finish();
  if (progress.committed() != load.transactions) {
    throw std::runtime_error(std::to_string(load.transactions) + " transfers were sent and " +
                             std::to_string(progress.committed()) + " are in blocks a minute later");
  }
  return blocks;
}

}  // namespace kaisho::bench
