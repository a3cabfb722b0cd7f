#include "methods/common.hpp"
#include "methods/groups.hpp"
#include "views/views.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

constexpr std::size_t kMaxAlternatives = 1'000;

/// One value or a list of them; `read` takes each.
template <class T, class Read>
std::vector<T> one_or_more(Reader& reader, const json::value& value, std::string_view where, Read read) {
  std::vector<T> result;
  if (!value.is_array()) {
    result.push_back(read(&value));
    return result;
  }
  if (value.get_array().size() > kMaxAlternatives) reader.fail(where, "at most 1000 alternatives");
  for (const auto& element : value.get_array()) {
    if (!reader.ok()) break;
    result.push_back(read(&element));
  }
  return result;
}

void read_topics(Reader& reader, const json::value& value, services::LogFilter& filter) {
  const auto* places = reader.array(&value, "topics");
  if (places == nullptr) return;
  if (places->size() > 4) return reader.fail("topics", "a log has at most 4 topics");
  for (const auto& place : *places) {
    auto& alternatives = filter.topics.emplace_back();
    if (place.is_null()) continue;
    alternatives = one_or_more<Word>(reader, place, "topics",
                                     [&](const json::value* topic) { return word_of(reader.hash(topic, "topics")); });
  }
}

services::LogFilter read_filter(Reader& reader, const json::object& object) {
  services::LogFilter filter;
  const auto* hash = member(object, "blockHash");
  const auto* from = member(object, "fromBlock");
  const auto* to = member(object, "toBlock");
  if (hash != nullptr && (from != nullptr || to != nullptr)) {
    reader.fail("blockHash", "cannot specify both blockHash and fromBlock/toBlock, choose one or the other");
  }
  if (hash != nullptr) filter.block_hash = reader.hash(hash, "blockHash");
  if (from != nullptr) filter.from = block_id(reader.block(from, "fromBlock"));
  if (to != nullptr) filter.to = block_id(reader.block(to, "toBlock"));
  if (const auto* address = member(object, "address")) {
    filter.addresses = one_or_more<Address>(reader, *address, "address",
                                            [&](const json::value* value) { return reader.address(value, "address"); });
  }
  if (const auto* topics = member(object, "topics")) read_topics(reader, *topics, filter);
  return filter;
}

}  // namespace

void add_eth_log(MethodTable& table, services::LedgerService& ledger) {
  table.add("eth_getLogs", kPublic, Cost::heavy, [&ledger](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(1);
    const auto* object = args.object(0);
    if (object == nullptr) return args.error();
    const auto filter = read_filter(args, *object);
    if (!args.ok()) return args.error();
    const auto logs = ledger.logs(filter, call.client_left);
    if (!logs) return failed(logs.error());
    JsonWriter writer;
    writer.begin_array();
    for (const auto& log : *logs) write_log(writer, log);
    return writer.end_array().take();
  });
}

}  // namespace kaisho::api
