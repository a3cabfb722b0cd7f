#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>

#include "abi_types.hpp"
#include "json_fields.hpp"

namespace kaisho::governance {
namespace {

namespace bj = boost::json;
namespace json = codec::json;

constexpr unsigned kTypeDepth = 16;

}  // namespace

std::string text_field(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains({name.data(), name.size()});
  const auto* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

std::optional<std::string> types_text(const bj::value* list, unsigned depth) {
  const auto* parameters = list == nullptr ? nullptr : list->if_array();
  if (parameters == nullptr || depth > kTypeDepth) return std::nullopt;
  std::string all;
  for (const auto& value : *parameters) {
    const auto* parameter = value.if_object();
    if (parameter == nullptr) return std::nullopt;
    std::string type = text_field(*parameter, "type");
    if (type.starts_with("tuple")) {
      const auto inner = types_text(parameter->if_contains("components"), depth + 1);
      if (!inner) return std::nullopt;
      type = "(" + *inner + ")" + type.substr(5);
    }
    if (!all.empty()) all += ",";
    all += type;
  }
  return all;
}

namespace {

/// Creation code in the three places where compilers put it: Hardhat's `bytecode` text, Foundry's `bytecode.object`,
/// solc's `evm.bytecode.object`.
std::string creation_code_text(const bj::object& root) {
  const auto* bytecode = root.if_contains("bytecode");
  if (bytecode == nullptr) {
    const auto* evm = root.if_contains("evm");
    if (evm != nullptr && evm->is_object()) bytecode = evm->get_object().if_contains("bytecode");
  }
  if (bytecode == nullptr) return "";
  if (bytecode->is_object()) return text_field(bytecode->get_object(), "object");
  return text_field(root, "bytecode");
}

/// Reads one entry of the ABI; false where it is malformed.
bool read_entry(const bj::value& value, Artifact& artifact) {
  const auto* entry = value.if_object();
  if (entry == nullptr) return false;
  const std::string type = text_field(*entry, "type");
  if (type != "function" && type != "constructor") return true;
  const auto types = types_text(entry->if_contains("inputs"), 0);
  if (!types || !codec::abi::parse_types(*types)) return false;
  if (type == "constructor") {
    artifact.constructor_inputs = *types;
  } else {
    artifact.functions.push_back(text_field(*entry, "name") + "(" + *types + ")");
  }
  return true;
}

}  // namespace

std::expected<Artifact, PackageError> parse_artifact(std::string_view path, ByteView bytes) {
  const auto refuse = [&](std::string_view what) {
    return std::unexpected(PackageError{PackageErrorCode::bad_artifact, std::string(path) + ": " + std::string(what)});
  };
  const auto document = json::parse(text_of(bytes), {.max_size = PackageLimits::kFileSize, .max_depth = 64});
  if (!document) return refuse(json::describe(document.error()));
  if (!document->is_object()) return refuse("no JSON object");
  const auto& root = document->get_object();
  const auto* abi = root.if_contains("abi");
  if (abi == nullptr || !abi->is_array()) return refuse("has no abi");

  Artifact artifact;
  for (const auto& entry : abi->get_array()) {
    if (!read_entry(entry, artifact)) return refuse("its abi is malformed");
  }
  std::ranges::sort(artifact.functions);
  const std::string code = creation_code_text(root);
  if (code.find("__") != std::string::npos) return refuse("its bytecode has unlinked libraries");
  auto parsed = from_hex(code);
  if (!parsed || parsed->empty()) return refuse("has no bytecode (an interface or an abstract contract?)");
  artifact.creation_code = std::move(*parsed);
  return artifact;
}

}  // namespace kaisho::governance
