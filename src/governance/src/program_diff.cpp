#include "kaisho/governance/program_diff.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <kaisho/codec/json_value.hpp>

#include "abi_types.hpp"

namespace kaisho::governance {
namespace {

namespace bj = boost::json;

struct Variable {
  std::string name, type;
  std::uint64_t slot = 0, offset = 0, bytes = 0;
  [[nodiscard]] std::string place() const {
    return "slot " + std::to_string(slot) + " offset " + std::to_string(offset) + " " + type;
  }
  [[nodiscard]] bool overlaps(const Variable& other) const {
    const auto begin = [](const Variable& one) { return one.slot * 32 + one.offset; };
    return begin(*this) < begin(other) + other.bytes && begin(other) < begin(*this) + bytes;
  }
};

bj::object document_of(const Package& package) {
  const auto file = package.files.find(package.manifest.contract_artifact);
  if (file == package.files.end()) return {};
  auto document = codec::json::parse(text_of(file->second), {.max_size = PackageLimits::kFileSize, .max_depth = 64});
  return document && document->is_object() ? std::move(document->get_object()) : bj::object();
}

std::map<std::string, std::string> functions_of(const bj::object& artifact) {
  std::map<std::string, std::string> all;
  const auto* abi = artifact.if_contains("abi");
  if (abi == nullptr || !abi->is_array()) return all;
  for (const auto& value : abi->get_array()) {
    const auto* entry = value.if_object();
    if (entry == nullptr || text_field(*entry, "type") != "function") continue;
    const auto types = types_text(entry->if_contains("inputs"), 0);
    if (types) all[text_field(*entry, "name") + "(" + *types + ")"] = text_field(*entry, "stateMutability");
  }
  return all;
}

std::uint64_t number_of(const bj::value* value) {
  if (value == nullptr) return 0;
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64()) return value->get_int64() < 0 ? 0 : static_cast<std::uint64_t>(value->get_int64());
  const auto* text = value->if_string();
  std::uint64_t number = 0;
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// solc's storageLayout: `storage` names the variables, `types` their sizes. Type names carry numbers of the compiler's
/// own syntax tree ("t_struct(Terms)1234_storage"), which change with every edit: the label is what a person calls it.
std::optional<std::vector<Variable>> layout_of(const bj::object& artifact) {
  const auto* layout = artifact.if_contains("storageLayout");
  const auto* object = layout == nullptr ? nullptr : layout->if_object();
  const auto* storage = object == nullptr ? nullptr : object->if_contains("storage");
  const auto* types = object == nullptr ? nullptr : object->if_contains("types");
  if (storage == nullptr || !storage->is_array()) return std::nullopt;
  std::vector<Variable> all;
  for (const auto& value : storage->get_array()) {
    const auto* entry = value.if_object();
    if (entry == nullptr) return std::nullopt;
    Variable variable{.name = text_field(*entry, "label"),
                      .type = text_field(*entry, "type"),
                      .slot = number_of(entry->if_contains("slot")),
                      .offset = number_of(entry->if_contains("offset")),
                      .bytes = 32};
    const auto* type =
        types != nullptr && types->is_object() ? types->get_object().if_contains(variable.type) : nullptr;
    if (type != nullptr && type->is_object()) {
      variable.type = text_field(type->get_object(), "label");
      variable.bytes = std::max<std::uint64_t>(number_of(type->get_object().if_contains("numberOfBytes")), 1);
    }
    all.push_back(std::move(variable));
  }
  return all;
}

const Variable* named(const std::vector<Variable>& all, const std::string& name) {
  const auto found = std::ranges::find(all, name, &Variable::name);
  return found == all.end() ? nullptr : &*found;
}

StorageChange change_of(const std::vector<Variable>& before, const Variable& after) {
  const Variable* const same = named(before, after.name);
  if (same != nullptr) {
    const bool moved = same->slot != after.slot || same->offset != after.offset;
    return {moved ? StorageChangeKind::moved : StorageChangeKind::retyped, after.name, same->place(), after.place()};
  }
  const auto under = std::ranges::find_if(before, [&](const Variable& old) { return old.overlaps(after); });
  if (under == before.end()) return {StorageChangeKind::added, after.name, "", after.place()};
  return {StorageChangeKind::overlaid, after.name, under->name + " at " + under->place(), after.place()};
}

bool is_same(const Variable* before, const Variable& after) {
  return before != nullptr && before->slot == after.slot && before->offset == after.offset &&
         before->type == after.type;
}

std::vector<StorageChange> storage_changes(const std::vector<Variable>& before, const std::vector<Variable>& after) {
  std::vector<StorageChange> changes;
  for (const auto& variable : after) {
    if (!is_same(named(before, variable.name), variable)) changes.push_back(change_of(before, variable));
  }
  for (const auto& variable : before) {
    if (named(after, variable.name) != nullptr) continue;
    changes.push_back({StorageChangeKind::removed, variable.name, variable.place(), ""});
  }
  return changes;
}

std::vector<FunctionChange> function_changes(const std::map<std::string, std::string>& before,
                                             const std::map<std::string, std::string>& after) {
  std::map<std::string, FunctionChange> changes;
  for (const auto& [signature, mutability] : before) changes[signature] = {signature, mutability, ""};
  for (const auto& [signature, mutability] : after) {
    changes[signature].signature = signature;
    changes[signature].after = mutability;
  }
  std::vector<FunctionChange> list;
  for (auto& [signature, change] : changes) {
    if (change.before != change.after) list.push_back(std::move(change));
  }
  return list;
}

}  // namespace

std::string_view describe(StorageChangeKind kind) {
  switch (kind) {
    case StorageChangeKind::added:
      return "added";
    case StorageChangeKind::removed:
      return "removed";
    case StorageChangeKind::moved:
      return "moved";
    case StorageChangeKind::retyped:
      return "retyped";
    case StorageChangeKind::overlaid:
      return "overlaid";
  }
  return "unknown";
}

bool ProgramDiff::is_dangerous() const { return std::ranges::any_of(storage, &StorageChange::is_dangerous); }

ProgramDiff compare_programs(const Package& before, const Package& after) {
  const auto old_artifact = document_of(before);
  const auto new_artifact = document_of(after);
  ProgramDiff diff;
  diff.functions = function_changes(functions_of(old_artifact), functions_of(new_artifact));
  diff.code_differs = before.creation_code != after.creation_code;
  diff.rules_before = before.manifest.lifecycle.value_or(LifecycleRules{});
  diff.rules_after = after.manifest.lifecycle.value_or(LifecycleRules{});
  const auto old_layout = layout_of(old_artifact);
  const auto new_layout = layout_of(new_artifact);
  diff.storage_known = old_layout && new_layout;
  if (diff.storage_known) diff.storage = storage_changes(*old_layout, *new_layout);
  return diff;
}

}  // namespace kaisho::governance
