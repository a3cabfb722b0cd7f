#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "targets.hpp"

namespace kaisho::bench {
namespace {

namespace json = boost::json;

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : kBase64[group >> (18 - 6 * j) & 63];
  }
  return text;
}

/// key=value of a size; the key never comes twice.
std::string pair_of(std::uint64_t number, std::size_t size) {
  auto text = std::to_string(number) + "=";
  std::uint64_t random = number;
  while (text.size() < size) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    text += static_cast<char>('a' + (random >> 33) % 26);
  }
  return text;
}

std::string request_of(std::uint64_t first, std::size_t count, std::size_t size) {
  std::string body = "[";
  for (std::size_t i = 0; i < count; ++i) {
    body += i ? "," : "";
    body += R"({"jsonrpc":"2.0","id":1,"method":"broadcast_tx_async","params":{"tx":")";
    body += base64(pair_of(first + i, size)) + "\"}}";
  }
  return body + "]";
}

std::uint64_t number_at(const json::value& value, std::string_view pointer) {
  return std::stoull(std::string(value.at_pointer(pointer).as_string()));
}

json::value ask(HttpConnection& node, const std::string& method, const std::string& parameters) {
  const auto answer =
      node.post(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{)" + parameters + "}}");
  if (!answer) throw std::runtime_error(answer.error());
  return json::parse(*answer);
}

std::vector<BlockSeen> blocks_above(HttpConnection& node, std::uint64_t height) {
  const auto from = std::to_string(height + 1), to = std::to_string(height + 20);  // it gives 20 at most
  const auto answer = ask(node, "blockchain", R"("minHeight":")" + from + R"(","maxHeight":")" + to + '"');
  std::vector<BlockSeen> blocks;
  if (!answer.as_object().contains("result")) return blocks;  // no block is so high yet
  for (const auto& meta : answer.at_pointer("/result/block_metas").as_array()) {
    const auto at = number_at(meta, "/header/height");
    if (at > height) blocks.push_back({at, number_at(meta, "/num_txs"), std::chrono::steady_clock::now()});
  }
  std::ranges::reverse(blocks);
  return blocks;
}

/// Requests to one node, a few under way, as long as the window lets more in.
class Sender {
 public:
  Sender(const Load& load, const Progress& progress, std::atomic<std::uint64_t>& accepted)
      : load_(load), progress_(progress), accepted_(accepted) {}

  void run(const Endpoint& node, const std::vector<std::string>& bodies) {
    HttpConnection connection(node);
    for (const auto& body : bodies) {
      while (accepted_ + load_.batch > progress_.committed() + load_.window) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
      accepted_ += load_.batch;
      const auto answer = connection.post(body);
      if (!answer) throw std::runtime_error(answer.error());
      accepted_ -= refusals(*answer);
    }
  }

 private:
  static std::uint64_t refusals(std::string_view answer) {
    std::uint64_t count = 0;
    for (auto at = answer.find("\"error\""); at != answer.npos; at = answer.find("\"error\"", at + 1)) ++count;
    return count;
  }

  const Load& load_;
  const Progress& progress_;
  std::atomic<std::uint64_t>& accepted_;
};

constexpr std::size_t kConnections = 2;  // to each node

}  // namespace

std::vector<BlockSeen> load_kvstore(const Load& load, std::size_t size) {
  const auto senders = load.nodes.size() * kConnections;
  std::vector<std::vector<std::string>> bodies(senders);
  for (std::size_t first = 0; first < load.transactions; first += load.batch) {
    bodies[first / load.batch % senders].push_back(request_of(first, load.batch, size));
  }
  HttpConnection watcher(load.nodes[0]);
  const auto height = number_at(ask(watcher, "status", ""), "/result/sync_info/latest_block_height");
  Progress progress(height, [&](std::uint64_t above) { return blocks_above(watcher, above); });
  std::atomic<std::uint64_t> accepted = 0;
  at_the_same_time(senders, [&](std::size_t i) {
    Sender(load, progress, accepted).run(load.nodes[i % load.nodes.size()], bodies[i]);
  });
  progress.wait_for(accepted);
  return progress.finish();
}

}  // namespace kaisho::bench
