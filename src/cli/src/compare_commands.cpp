#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <map>
#include <optional>
#include <vector>

#include "command.hpp"
#include "node_option.hpp"

// kaisho compare: where two nodes of one chain begin to differ.
namespace kaisho::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t kBuckets = 4'096, kDigits = 16;  // of kaisho_getStateDigest
/// Where more than these differ, the states have little in common, and a key among these is as good as any.
constexpr std::size_t kMostBuckets = 16;

struct Options {
  NodeOption node;
  std::string with;
};

using Entries = std::map<std::string, std::string>;

/// One node's answers. A failed call leaves the first failure.
class Side {
 public:
  explicit Side(RpcClient client) : client_(std::move(client)) {}

  json::value call(std::string_view method, json::array params) {
    if (failure_) return {};
    auto answer = client_.call(method, std::move(params));
    if (answer) return *std::move(answer);
    failure_ = answer.error();
    failure_->text = client_.url() + ": " + failure_->text;
    return {};
  }
  std::string text(const json::value& value, std::string_view key) {
    if (value.is_object()) {
      const auto* found = value.get_object().if_contains(key);
      if (found != nullptr && found->is_string()) return std::string(found->get_string());
    }
    if (!failure_) {
      failure_ = Failure{ExitCode::unreachable,
                         "node_answer_malformed",
                         client_.url() + " gave an answer without " + std::string(key),
                         {}};
    }
    return {};
  }
  std::uint64_t height() {
    const auto head = call("eth_blockNumber", {});
    const auto number = head.is_string() ? from_quantity(std::string_view(head.get_string())) : std::nullopt;
    return number ? number->low_u64() : 0;
  }
  json::value block(std::uint64_t height) { return call("eth_getBlockByNumber", {to_quantity(height), false}); }
  std::string hash(std::uint64_t height) { return text(block(height), "hash"); }

  Entries bucket(std::size_t number, std::uint64_t height) {
    Entries entries;
    const auto list = call("kaisho_getStateBucket", {to_quantity(U256{number}), to_quantity(U256{height})});
    if (!list.is_array()) return entries;
    for (const auto& pair : list.get_array()) {
      if (!pair.is_array() || pair.get_array().size() != 2) continue;
      entries.emplace(pair.get_array()[0].as_string(), pair.get_array()[1].as_string());
    }
    return entries;
  }

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

 private:
  RpcClient client_;
  std::optional<Failure> failure_;
};

struct DifferentKey {
  std::string key, here, there;
};

void note_first(const Entries& here, const Entries& there, std::optional<DifferentKey>& first) {
  const auto value_in = [](const Entries& entries, const std::string& key) {
    const auto at = entries.find(key);
    return at == entries.end() ? std::string("nothing") : at->second;
  };
  Entries keys = here;
  keys.insert(there.begin(), there.end());
  for (const auto& [key, ignored] : keys) {
    DifferentKey found{key, value_in(here, key), value_in(there, key)};
    if (found.here != found.there && (!first || key < first->key)) first = std::move(found);
  }
}

/// "account 0x…" or "slot 0x… of 0x…" (docs/formats/state.md).
std::string words_of(const std::string& key) {
  const auto address = "0x" + key.substr(std::min<std::size_t>(key.size(), 4), 40);
  if (key.starts_with("0x01")) return "account " + address;
  return "slot 0x" + key.substr(std::min<std::size_t>(key.size(), 44)) + " of " + address;
}

std::optional<DifferentKey> first_key(Side& here, Side& there, std::uint64_t height) {
  const auto digest = [height](Side& side) {
    return side.text(side.call("kaisho_getStateDigest", {to_quantity(U256{height})}), "buckets");
  };
  const auto mine = digest(here), theirs = digest(there);
  std::optional<DifferentKey> first;
  if (mine.size() != 2 + kBuckets * kDigits || theirs.size() != mine.size()) return first;
  std::size_t looked_at = 0;
  for (std::size_t bucket = 0; bucket < kBuckets && looked_at < kMostBuckets; ++bucket) {
    const auto at = 2 + bucket * kDigits;
    if (mine.compare(at, kDigits, theirs, at, kDigits) == 0) continue;
    ++looked_at;
    note_first(here.bucket(bucket, height), there.bucket(bucket, height), first);
  }
  return first;
}

/// Hashes of headers hold the whole past, so the heights that differ are those from one on.
std::uint64_t first_height(Side& here, Side& there, std::uint64_t last) {
  std::uint64_t equal = 0, different = last;
  if (here.hash(0) != there.hash(0)) return 0;
  while (different - equal > 1 && !here.failure() && !there.failure()) {
    const auto middle = equal + (different - equal) / 2;
    (here.hash(middle) == there.hash(middle) ? equal : different) = middle;
  }
  return different;
}

std::string fields_that_differ(Side& here, Side& there, std::uint64_t height) {
  const auto mine = here.block(height), theirs = there.block(height);
  std::string names;
  for (const auto* field : {"parentHash", "timestamp", "transactionsRoot", "receiptsRoot", "stateRoot", "extraData"}) {
    if (here.text(mine, field) != there.text(theirs, field)) names += (names.empty() ? "" : ", ") + std::string(field);
  }
  return names;
}

Result<Report> differing(Side& here, Side& there, std::uint64_t last) {
  const auto height = first_height(here, there, last);
  const auto fields = fields_that_differ(here, there, height);
  const auto key = first_key(here, there, height);
  for (const auto* side : {&here, &there}) {
    if (side->failure()) return std::unexpected(*side->failure());
  }
  Report report{"the two differ from block " + std::to_string(height) + " on: " + fields,
                {{"equal", false}, {"height", height}, {"fields", fields}},
                ExitCode::refused};
  if (key) {
    report.text += "\nfirst differing key " + key->key + ", " + words_of(key->key) + "\n  here  " + key->here +
                   "\n  there " + key->there;
    report.data["key"] = key->key;
    report.data["here"] = key->here;
    report.data["there"] = key->there;
  }
  return report;
}

Result<Report> compare(Session& /*session*/, const Options& options) {
  auto mine = options.node.connect();
  if (!mine) return std::unexpected(mine.error());
  auto theirs = RpcClient::at(options.with);
  if (!theirs) return std::unexpected(theirs.error());
  Side here(*std::move(mine)), there(*std::move(theirs));
  const auto last = std::min(here.height(), there.height());
  const bool equal = here.hash(last) == there.hash(last);
  for (const auto* side : {&here, &there}) {
    if (side->failure()) return std::unexpected(*side->failure());
  }
  if (!equal) return differing(here, there, last);
  return Report{"equal up to block " + std::to_string(last), {{"equal", true}, {"height", last}}};
}

}  // namespace

void add_compare_commands(CLI::App& app, Session& session) {
  add_command<Options>(
      app, session,
      {"compare", "say where two nodes of one chain begin to differ, and in which key of the state",
       "compare --rpc http://127.0.0.1:8545 --with http://127.0.0.1:8555"},
      [](CLI::App& command, Options& chosen) {
        chosen.node.declare(command);
        command.add_option("--with", chosen.with, "JSON-RPC of the other node")->required();
      },
      compare);
}

}  // namespace kaisho::cli
