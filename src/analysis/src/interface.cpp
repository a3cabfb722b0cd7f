#include "interface.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::analysis {
namespace {

namespace bj = boost::json;
namespace abi = codec::abi;

constexpr std::size_t kNoticeSize = 600;  // bytes of the author's words that are shown

std::string text_in(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains({name.data(), name.size()});
  const auto* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

const bj::object* object_in(const bj::object& object, std::string_view name) {
  const auto* found = object.if_contains({name.data(), name.size()});
  return found == nullptr ? nullptr : found->if_object();
}

/// A parameter's type as selectors spell it.
std::string type_of(const bj::object& parameter, unsigned depth = 0) {
  auto type = text_in(parameter, "type");
  if (!type.starts_with("tuple") || depth > 16) return type;
  std::string inner;
  const auto* components = parameter.if_contains("components");
  if (components != nullptr && components->is_array()) {
    for (const auto& one : components->get_array()) {
      if (!one.is_object()) continue;
      inner += (inner.empty() ? "" : ",") + type_of(one.get_object(), depth + 1);
    }
  }
  return "(" + inner + ")" + type.substr(5);
}

/// Types and names of a parameter list; nothing where a type is not understood.
std::optional<std::vector<abi::Type>> read_list(const bj::object& entry, std::string_view name,
                                                std::vector<std::string>* names) {
  std::vector<abi::Type> types;
  const auto* list = entry.if_contains({name.data(), name.size()});
  if (list == nullptr || !list->is_array()) return types;
  for (const auto& value : list->get_array()) {
    if (!value.is_object()) return std::nullopt;
    auto type = abi::Type::parse(type_of(value.get_object()));
    if (!type) return std::nullopt;
    types.push_back(std::move(*type));
    if (names != nullptr) names->push_back(text_in(value.get_object(), "name"));
  }
  return types;
}

/// A notice is shown to people: one line, no control characters, not endless.
std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  if (text.size() <= kNoticeSize) return text;
  std::size_t end = kNoticeSize;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80) --end;
  return text.substr(0, end) + " …";
}

/// `output` of the compiler's metadata, where the artifact holds it as a text (solc) or as an object (Foundry).
bj::object metadata_output(const bj::object& artifact) {
  const auto* metadata = artifact.if_contains("metadata");
  if (metadata == nullptr) metadata = artifact.if_contains("rawMetadata");
  if (metadata == nullptr) return artifact;  // devdoc and userdoc beside the abi, as solc's own output has them
  bj::value parsed = *metadata;
  if (metadata->is_string()) {
    const auto& text = metadata->get_string();
    auto read = codec::json::parse({text.data(), text.size()}, {.max_size = std::size_t{8} << 20, .max_depth = 64});
    if (!read) return {};
    parsed = std::move(*read);
  }
  if (!parsed.is_object()) return {};
  const auto* output = object_in(parsed.get_object(), "output");
  return output == nullptr ? bj::object{} : *output;
}

/// The author's words on a function: what it is for (userdoc), else how it works (devdoc).
std::string notice_of(const bj::object& output, const std::string& signature) {
  for (const auto& [kind, field] : {std::pair{"userdoc", "notice"}, std::pair{"devdoc", "details"}}) {
    const auto* doc = object_in(output, kind);
    const auto* methods = doc == nullptr ? nullptr : object_in(*doc, "methods");
    const auto* method = methods == nullptr ? nullptr : object_in(*methods, signature);
    if (method == nullptr) continue;
    if (auto text = text_in(*method, field); !text.empty()) return one_line(std::move(text));
  }
  return "";
}

constexpr std::string_view kWellKnown[] = {"mint(address,uint256)",
                                           "mint(uint256)",
                                           "burn(uint256)",
                                           "burn(address,uint256)",
                                           "burnFrom(address,uint256)",
                                           "issue(uint256)",
                                           "redeem(uint256)",
                                           "destroyBlackFunds(address)",
                                           "transferOwnership(address)",
                                           "renounceOwnership()",
                                           "acceptOwnership()",
                                           "setOwner(address)",
                                           "changeOwner(address)",
                                           "pause()",
                                           "unpause()",
                                           "blacklist(address)",
                                           "unBlacklist(address)",
                                           "addBlackList(address)",
                                           "removeBlackList(address)",
                                           "freeze(address)",
                                           "unfreeze(address)",
                                           "wipeFrozenAddress(address)",
                                           "forceTransfer(address,address,uint256)",
                                           "forcedTransfer(address,address,uint256)",
                                           "seize(address,uint256)",
                                           "upgradeTo(address)",
                                           "upgradeToAndCall(address,bytes)",
                                           "changeAdmin(address)",
                                           "setMinter(address)",
                                           "addMinter(address)",
                                           "removeMinter(address)",
                                           "configureMinter(address,uint256)",
                                           "grantRole(bytes32,address)",
                                           "revokeRole(bytes32,address)",
                                           "renounceRole(bytes32,address)",
                                           "initialize(address)",
                                           "initialize()",
                                           "setFee(uint256)",
                                           "setTax(uint256)",
                                           "withdraw()",
                                           "withdraw(uint256)",
                                           "rescue(address)",
                                           "kill()",
                                           "destroy()",
                                           "selfdestruct()",
                                           "execute(address,bytes)",
                                           "execute(address,uint256,bytes)",
                                           "multicall(bytes[])",
                                           "transfer(address,uint256)",
                                           "transferFrom(address,address,uint256)",
                                           "approve(address,uint256)",
                                           "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                                           "delegate(address)"};

struct Standard {
  std::string_view name;
  std::initializer_list<std::string_view> functions;
};

const Standard kStandards[] = {
    {"AccessControl", {"hasRole(bytes32,address)", "grantRole(bytes32,address)", "revokeRole(bytes32,address)"}},
    {"ERC-1155", {"safeTransferFrom(address,address,uint256,uint256,bytes)", "balanceOf(address,uint256)"}},
    {"ERC-165", {"supportsInterface(bytes4)"}},
    {"ERC-1822 (UUPS)", {"proxiableUUID()", "upgradeToAndCall(address,bytes)"}},
    {"ERC-20",
     {"totalSupply()", "balanceOf(address)", "transfer(address,uint256)", "transferFrom(address,address,uint256)",
      "approve(address,uint256)", "allowance(address,address)"}},
    {"ERC-20 Votes", {"delegate(address)", "getVotes(address)"}},
    {"ERC-2612 (permit)", {"permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", "nonces(address)"}},
    {"ERC-721",
     {"ownerOf(uint256)", "balanceOf(address)", "transferFrom(address,address,uint256)",
      "setApprovalForAll(address,bool)"}},
    {"Ownable", {"owner()", "transferOwnership(address)"}},
    {"Pausable", {"paused()"}},
};

}  // namespace

Interface interface_of(ByteView artifact_json) {
  Interface result;
  const auto document =
      codec::json::parse(text_of(artifact_json), {.max_size = governance::PackageLimits::kFileSize, .max_depth = 64});
  if (!document || !document->is_object()) return result;
  const auto& artifact = document->get_object();
  const auto* entries = artifact.if_contains("abi");
  if (entries == nullptr || !entries->is_array()) return result;
  const auto output = metadata_output(artifact);
  for (const auto& value : entries->get_array()) {
    if (!value.is_object()) continue;
    const auto& entry = value.get_object();
    const auto kind = text_in(entry, "type");
    result.has_fallback |= kind == "fallback";
    if (kind != "function") continue;
    DeclaredFunction declared;
    auto inputs = read_list(entry, "inputs", &declared.parameters);
    if (!inputs) continue;
    declared.function = {text_in(entry, "name"), std::move(*inputs)};
    declared.outputs = read_list(entry, "outputs", nullptr).value_or(std::vector<abi::Type>{});
    declared.mutability = text_in(entry, "stateMutability");
    const auto signature = declared.function.signature();
    declared.notice = notice_of(output, signature);
    result.functions.emplace(signature, std::move(declared));
  }
  return result;
}

std::map<abi::Selector, DeclaredFunction> known_functions(const governance::Package& package) {
  std::map<abi::Selector, DeclaredFunction> known;
  for (const auto& [path, bytes] : package.files) {
    const auto& tests = package.manifest.test_artifacts;
    if (!path.ends_with(".json") || std::ranges::binary_search(tests, path)) continue;
    for (auto& [signature, declared] : interface_of(bytes).functions) {
      known.emplace(declared.function.selector(), std::move(declared));
    }
  }
  for (const auto signature : kWellKnown) {
    auto function = abi::Function::of(signature);
    const auto selector = function.selector();
    std::vector<std::string> names(function.inputs.size());
    known.try_emplace(selector, DeclaredFunction{std::move(function), std::move(names), {}, "nonpayable", ""});
  }
  return known;
}

std::vector<std::string> standards_among(const std::set<abi::Selector>& selectors) {
  std::vector<std::string> found;
  for (const auto& standard : kStandards) {
    const bool has_all = std::ranges::all_of(
        standard.functions, [&](std::string_view one) { return selectors.contains(abi::selector(one)); });
    if (has_all) found.emplace_back(standard.name);
  }
  return found;
}

std::optional<abi::Function> called_first(const governance::Package& package, ByteView call) {
  const auto declared = interface_of(package.files.at(package.manifest.contract_artifact));
  for (const auto& [signature, one] : declared.functions) {
    const auto& selector = one.function.selector();
    if (call.size() >= selector.view().size() &&
        std::ranges::equal(call.first(selector.view().size()), selector.view())) {
      return one.function;
    }
  }
  return std::nullopt;
}

std::optional<abi::Function> initializer_of(const governance::Package& package) {
  const auto declared = interface_of(package.files.at(package.manifest.contract_artifact));
  std::optional<abi::Function> found;
  for (const auto& [signature, one] : declared.functions) {
    if (one.function.name != "initialize") continue;
    if (found) return std::nullopt;
    found = one.function;
  }
  return found;
}

std::optional<StartingValues> starting_values(const governance::Package& package, ByteView arguments) {
  if (!package.proxy_code.empty()) {
    const auto function = called_first(package, arguments);
    if (!function) return std::nullopt;
    auto values = function->decode_call(arguments);
    return values ? std::optional(StartingValues{function->inputs, std::move(*values)}) : std::nullopt;
  }
  auto types = abi::parse_types(package.constructor_inputs);
  if (!types) return std::nullopt;
  auto values = abi::decode(*types, arguments);
  return values ? std::optional(StartingValues{std::move(*types), std::move(*values)}) : std::nullopt;
}

}  // namespace kaisho::analysis
