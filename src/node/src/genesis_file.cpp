#include "kaisho/node/genesis_file.hpp"

#include <array>
#include <fstream>
#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/governance.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

namespace kaisho::node {
namespace {

namespace json = boost::json;

auto malformed(std::string text) {
  return std::unexpected(
      NodeError{"genesis_malformed", std::move(text), "docs/operate/node.md describes genesis.json", true});
}

/// What a reader throws; never leaves this file.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

const json::object& object_of(const json::value& value, std::string_view what, const std::set<std::string_view>& keys) {
  if (!value.is_object()) throw Wrong(std::string(what) + " is no object");
  for (const auto& member : value.get_object()) {
    if (!keys.contains(member.key())) {
      throw Wrong(std::string(what) + " has an unknown member '" + std::string(member.key()) + "'");
    }
  }
  return value.get_object();
}

const json::value& member_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr) throw Wrong("'" + std::string(key) + "' is missing");
  return *value;
}

std::string text_of(const json::object& object, std::string_view key) {
  const auto& value = member_of(object, key);
  if (!value.is_string()) throw Wrong("'" + std::string(key) + "' is no text");
  return std::string(value.get_string());
}

std::uint64_t count_of(const json::object& object, std::string_view key) {
  const auto& value = member_of(object, key);
  if (value.is_uint64()) return value.get_uint64();
  if (!value.is_int64() || value.get_int64() < 0) throw Wrong("'" + std::string(key) + "' is no whole number");
  return static_cast<std::uint64_t>(value.get_int64());
}

Address address_from(std::string_view text) {
  const auto address = fixed_from_hex<Address>(text);
  if (!address) throw Wrong("'" + std::string(text) + "' is no address");
  return *address;
}

/// 32 bytes as "0x" and 64 digits.
template <class Fixed>
Fixed bytes_from(const json::object& object, std::string_view key) {
  const auto text = text_of(object, key);
  const auto bytes = text.starts_with("0x") ? fixed_from_hex<Fixed>(text) : std::nullopt;
  if (!bytes) throw Wrong("'" + std::string(key) + "' is not 0x and 64 hex digits");
  return *bytes;
}

/// Whose name it bears is checked too: a key under another name would sign for that one.
crypto::ed25519::PublicKey checkpoint_key_from(const FoundingMember& member) {
  const auto verifier = evidence::parse_verifier_key(member.checkpoint_key);
  if (!verifier) throw Wrong("'checkpointKey' of " + member.name + " is no verifier key (name+hash+base64)");
  if (verifier->name != member.name) throw Wrong("'checkpointKey' of " + member.name + " is that of " + verifier->name);
  return verifier->key;
}

governance::MemberNode read_node(const json::value& value, const FoundingMember& member) {
  const auto& object = object_of(value, "'node'", {"validatorKey", "nodeId", "p2p", "url", "servicePin"});
  const auto id = governance::parse_node_id(text_of(object, "nodeId"));
  if (!id) throw Wrong("'nodeId' of " + member.name + " is not 40 lower hex digits");
  governance::MemberNode node;
  node.validator_key = bytes_from<crypto::ed25519::PublicKey>(object, "validatorKey");
  node.node_id = *id;
  node.p2p_address = text_of(object, "p2p");
  node.service_url = text_of(object, "url");
  node.service_pin = bytes_from<Hash>(object, "servicePin");
  node.checkpoint_key = checkpoint_key_from(member);
  if (const auto fault = governance::fault_of(node)) throw Wrong("'node' of " + member.name + ": " + *fault);
  return node;
}

FoundingMember read_member(const json::value& value) {
  const auto& object = object_of(value, "a member", {"name", "operator", "roles", "checkpointKey", "node"});
  const auto roles = count_of(object, "roles");
  if (roles > 15) throw Wrong("'roles' is no sum of 1, 2, 4 and 8");
  FoundingMember member{text_of(object, "name"), address_from(text_of(object, "operator")),
                        static_cast<std::uint32_t>(roles), text_of(object, "checkpointKey")};
  if (const auto* node = object.if_contains("node")) member.node = read_node(*node, member);
  return member;
}

void read_consortium(const json::value& value, GenesisFile& genesis) {
  const auto& object = object_of(value, "'consortium'", {"name", "members"});
  genesis.consortium = text_of(object, "name");
  const auto& members = member_of(object, "members");
  if (!members.is_array()) throw Wrong("'members' is no list");
  for (const auto& member : members.get_array()) genesis.members.push_back(read_member(member));
}

void read_balances(const json::value& value, GenesisFile& genesis) {
  if (!value.is_object()) throw Wrong("'balances' is no object");
  for (const auto& entry : value.get_object()) {
    const auto amount =
        entry.value().is_string() ? U256::from_decimal(std::string_view(entry.value().get_string())) : std::nullopt;
    if (!amount) throw Wrong("the balance of " + std::string(entry.key()) + " is no decimal text");
    genesis.balances[address_from(entry.key())] = *amount;
  }
}

GenesisFile read(const json::value& value) {
  const auto& object = object_of(
      value, "the document", {"format", "chainId", "timestamp", "gasLimit", "consortium", "balances", "openPrograms"});
  if (text_of(object, "format") != kGenesisFormat) throw Wrong("'format' is not " + std::string(kGenesisFormat));
  GenesisFile genesis;
  genesis.chain_id = count_of(object, "chainId");
  genesis.timestamp = count_of(object, "timestamp");
  genesis.gas_limit = count_of(object, "gasLimit");
  if (genesis.chain_id == 0 || genesis.gas_limit == 0) throw Wrong("'chainId' and 'gasLimit' may not be 0");
  if (const auto* consortium = object.if_contains("consortium")) read_consortium(*consortium, genesis);
  if (const auto* balances = object.if_contains("balances")) read_balances(*balances, genesis);
  if (const auto* open = object.if_contains("openPrograms")) {
    if (!open->is_bool()) throw Wrong("'openPrograms' is neither true nor false");
    genesis.open_programs = open->get_bool();
  }
  return genesis;
}

/// What the reader makes of a JSON text, or its complaint.
template <class Read>
auto parse_as(std::string_view text, const Read& reader) -> Result<decltype(reader(json::value()))> {
  const auto document = codec::json::parse(text);
  if (!document) return malformed("not JSON: " + std::string(codec::json::describe(document.error())));
  try {
    return reader(*document);
  } catch (const Wrong& wrong) {
    return malformed(wrong.what());
  }
}

json::object to_value(const governance::MemberNode& node) {
  return {{"validatorKey", to_hex(node.validator_key)},
          {"nodeId", governance::to_text(node.node_id)},
          {"p2p", node.p2p_address},
          {"url", node.service_url},
          {"servicePin", to_hex(node.service_pin)}};
}

json::object to_value(const FoundingMember& member) {
  json::object object{{"name", member.name},
                      {"operator", to_hex(member.operator_account)},
                      {"roles", member.roles},
                      {"checkpointKey", member.checkpoint_key}};
  if (member.node) object["node"] = to_value(*member.node);
  return object;
}

/// Throws `Wrong`.
governance::GenesisConfig governance_of(const GenesisFile& file) {
  governance::GenesisConfig config{file.consortium, {}, file.timestamp};
  for (const auto& member : file.members) {
    auto node = member.node;
    if (node) node->checkpoint_key = checkpoint_key_from(member);
    config.members.push_back({member.name, member.operator_account, member.roles, std::move(node)});
  }
  return config;
}

Result<ledger::StateDiff> governance_state(const GenesisFile& file) {
  try {
    auto state = governance::genesis_state(governance_of(file));
    if (!state) return malformed(state.error());
    return std::move(*state);
  } catch (const Wrong& wrong) {
    return malformed(wrong.what());
  }
}

/// Far from every record of the governance contract (as ERC-7201 places its namespaces).
Word open_slot() {
  static constexpr std::string_view kName = "kaisho.openPrograms";
  return Word{crypto::keccak256(kName).bytes};
}

// Derived by everybody's tools from the mnemonic "test test test test test test test test test test test junk".
constexpr std::array<std::string_view, 10> kDevKeys{
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
    "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
    "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
    "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
    "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6",
};

}  // namespace

std::string to_json(const GenesisFile& genesis) {
  json::object document{{"format", kGenesisFormat},
                        {"chainId", genesis.chain_id},
                        {"timestamp", genesis.timestamp},
                        {"gasLimit", genesis.gas_limit}};
  json::object balances;
  for (const auto& [account, amount] : genesis.balances) balances[to_hex(account)] = amount.to_decimal();
  document["balances"] = std::move(balances);
  if (genesis.open_programs) document["openPrograms"] = true;
  if (!genesis.members.empty()) {
    json::array members;
    for (const auto& member : genesis.members) members.push_back(to_value(member));
    document["consortium"] = json::object{{"name", genesis.consortium}, {"members", std::move(members)}};
  }
  return codec::json::canonical_text(document);
}

std::string to_json(const FoundingMember& member) { return codec::json::canonical_text(to_value(member)); }

Result<GenesisFile> parse_genesis(std::string_view text) { return parse_as(text, read); }

Result<FoundingMember> parse_member(std::string_view text) { return parse_as(text, read_member); }

Result<GenesisFile> read_genesis(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) {
    return std::unexpected(NodeError{"file_missing", "cannot read the genesis document " + file.string(),
                                     "copy it from another member: every node needs the same one", true});
  }
  auto genesis = parse_genesis(text.str());
  if (!genesis) genesis.error().text = file.string() + ": " + genesis.error().text;
  return genesis;
}

Result<ledger::Genesis> to_genesis(const GenesisFile& file) {
  ledger::Genesis genesis{file.chain_id, file.timestamp, file.gas_limit, {}, {}};
  if (!file.members.empty()) {
    auto state = governance_state(file);
    if (!state) return std::unexpected(state.error());
    genesis.state = std::move(*state);
    if (file.open_programs)
      genesis.state.accounts[governance::kGovernanceAddress].storage[open_slot()] = word_of(U256{1});
  }
  for (const auto& [account, amount] : file.balances) {
    if (amount.is_zero()) continue;  // such an account does not exist (EIP-161)
    auto& held = genesis.state.accounts[account].account;
    if (held) return malformed("the governance contract can hold no balance");
    held = ledger::Account{.balance = amount};
  }
  return genesis;
}

GenesisFile dev_genesis(Timestamp now) {
  GenesisFile genesis;
  genesis.timestamp = now;
  const auto wealth = U256::from_decimal("10000000000000000000000");  // 10,000 coins of 10^18 wei
  for (const auto& key : dev_keys()) genesis.balances[crypto::address_of(key)] = wealth.value_or(Amount());
  return genesis;
}

std::vector<crypto::PrivateKey> dev_keys() {
  std::vector<crypto::PrivateKey> keys;
  for (const auto text : kDevKeys) {
    const auto bytes = fixed_from_hex<Word>(text);
    KAISHO_ASSERT(bytes.has_value());  // the literals above
    auto key = crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes->bytes));
    KAISHO_ASSERT(key.has_value());
    keys.push_back(std::move(*key));
  }
  return keys;
}

bool is_governed(const ledger::Genesis& genesis) {
  ledger::MapSlots slots;
  const auto found = genesis.state.accounts.find(governance::kGovernanceAddress);
  if (found == genesis.state.accounts.end()) return false;
  for (const auto& [slot, value] : found->second.storage) slots.store(slot, value);
  return governance::member_count(slots) > 0 && slots.load(open_slot()).is_zero();
}

}  // namespace kaisho::node
