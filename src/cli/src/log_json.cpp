#include "log_json.hpp"

#include <boost/json/array.hpp>
#include <kaisho/base/hex.hpp>

namespace kaisho::cli {

std::string_view member_text(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<ledger::Log> read_log(const boost::json::object& object) {
  const auto address = fixed_from_hex<Address>(member_text(object, "address"));
  auto data = from_hex(member_text(object, "data"));
  const auto* topics = object.if_contains("topics");
  if (!address || !data || topics == nullptr || !topics->is_array()) return std::nullopt;
  ledger::Log log{*address, {}, std::move(*data)};
  for (const auto& topic : topics->get_array()) {
    const auto word = topic.is_string() ? fixed_from_hex<Word>(std::string_view(topic.get_string())) : std::nullopt;
    if (!word) return std::nullopt;
    log.topics.push_back(*word);
  }
  return log;
}

std::vector<ledger::Log> logs_of(const boost::json::object& receipt) {
  std::vector<ledger::Log> all;
  const auto* logs = receipt.if_contains("logs");
  if (logs == nullptr || !logs->is_array()) return all;
  for (const auto& one : logs->get_array()) {
    if (!one.is_object()) continue;
    if (auto log = read_log(one.get_object())) all.push_back(std::move(*log));
  }
  return all;
}

}  // namespace kaisho::cli
