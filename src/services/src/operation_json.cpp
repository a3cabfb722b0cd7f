#include "operation_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::services {
namespace {

namespace json = boost::json;

constexpr Operation::Status kStatuses[] = {Operation::Status::awaiting, Operation::Status::running,
                                           Operation::Status::done, Operation::Status::failed};

std::string text_of(const json::object& from, std::string_view key) { return std::string(from.at(key).as_string()); }

Operation::Status status_of(std::string_view name) {
  for (const auto status : kStatuses) {
    if (name_of(status) == name) return status;
  }
  throw std::runtime_error("unknown status");
}

json::array progress_of(const Operation& operation) {
  json::array list;
  for (const auto& [time, sentence] : operation.progress) list.push_back(json::array{time, sentence});
  return list;
}

/// Throws for a line that is not ours; `operation_of` turns that into nothing.
Operation read(const json::object& from) {
  Operation operation;
  operation.id = text_of(from, "id");
  operation.owner = text_of(from, "owner");
  operation.organization = text_of(from, "organization");
  operation.person = text_of(from, "person");
  operation.kind = text_of(from, "kind");
  operation.key = text_of(from, "key");
  operation.request = fixed_from_hex<Hash>(text_of(from, "request")).value();
  operation.roles = from.at("roles").to_number<std::uint32_t>();
  operation.package = fixed_from_hex<Hash>(text_of(from, "package")).value();
  operation.created = from.at("created").to_number<Timestamp>();
  operation.status = status_of(from.at("status").as_string());
  operation.updated = from.at("updated").to_number<Timestamp>();
  for (const auto& step : from.at("progress").as_array()) {
    operation.progress.emplace_back(step.at(0).to_number<Timestamp>(), std::string(step.at(1).as_string()));
  }
  operation.call = from_hex(text_of(from, "call")).value();
  operation.wire = from_hex(text_of(from, "wire")).value();
  for (const auto& member : from.at("result").as_object()) {
    operation.result.emplace(member.key(), std::string(member.value().as_string()));
  }
  operation.failure = text_of(from, "failure");
  operation.failure_name = text_of(from, "failureName");
  return operation;
}

}  // namespace

std::string to_line(const Operation& operation) {
  json::object result;
  for (const auto& [name, value] : operation.result) result[name] = value;
  return codec::json::canonical_text(json::object{{"id", operation.id},
                                                  {"owner", operation.owner},
                                                  {"organization", operation.organization},
                                                  {"person", operation.person},
                                                  {"kind", operation.kind},
                                                  {"key", operation.key},
                                                  {"request", to_hex(operation.request)},
                                                  {"roles", operation.roles},
                                                  {"package", to_hex(operation.package)},
                                                  {"created", operation.created},
                                                  {"status", name_of(operation.status)},
                                                  {"updated", operation.updated},
                                                  {"progress", progress_of(operation)},
                                                  {"call", to_hex(ByteView(operation.call))},
                                                  {"wire", to_hex(ByteView(operation.wire))},
                                                  {"result", std::move(result)},
                                                  {"failure", operation.failure},
                                                  {"failureName", operation.failure_name}});
}

std::optional<Operation> operation_of(std::string_view line) {
  const auto document = codec::json::parse(line, {1 << 20, 8});
  if (!document) return std::nullopt;
  try {
    return read(document->as_object());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace kaisho::services
