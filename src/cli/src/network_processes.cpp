#include "network_processes.hpp"

#include <boost/json/serialize.hpp>
#include <kaisho/codec/json_value.hpp>

#include "files.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

fs::path process_file(const fs::path& folder) { return folder / "processes.json"; }

long id_in(const json::object& row, std::string_view name) {
  const auto* value = row.if_contains(name);
  const auto* id = value == nullptr ? nullptr : value->if_int64();
  return id == nullptr ? 0 : static_cast<long>(*id);
}

}  // namespace

void write_processes(const fs::path& folder, const ProcessTable& table) {
  json::object object;
  for (const auto& [name, processes] : table) {
    object[name] =
        json::object{{"kaisho", processes.kaisho}, {"cometbft", processes.cometbft}, {"held", processes.held}};
  }
  (void)write_file(process_file(folder), json::serialize(object) + "\n");
}

void remove_processes(const fs::path& folder) {
  std::error_code error;
  fs::remove(process_file(folder), error);
}

ProcessTable read_processes(const fs::path& folder) {
  const auto text = read_file(process_file(folder));
  const auto document = text ? codec::json::parse(*text) : std::unexpected(codec::json::Error{});
  const auto* object = document ? document->if_object() : nullptr;
  ProcessTable table;
  if (object == nullptr) return table;
  for (const auto& [name, value] : *object) {
    const auto* row = value.if_object();
    if (row == nullptr) continue;
    const auto* held = row->if_contains("held");
    table[name] = {.kaisho = id_in(*row, "kaisho"),
                   .cometbft = id_in(*row, "cometbft"),
                   .held = held != nullptr && *held == json::value(true)};
  }
  return table;
}

}  // namespace kaisho::cli
