#include <kaisho/base/hex.hpp>

#include "abi_text.hpp"
#include "command.hpp"
#include "key_file.hpp"
#include "node_option.hpp"
#include "sender.hpp"
#include "values.hpp"

// kaisho call, send, token: any contract by the signature of its function.
namespace kaisho::cli {
namespace {

struct CallOptions {
  NodeOption node;
  std::string contract, signature;
  std::vector<std::string> arguments;
};

struct SendOptions : CallOptions {
  KeyOption key;
  std::string value = "0";
  Gas gas = 0;
  std::string code;
};

struct TokenOptions {
  NodeOption node;
  KeyOption key;
  std::string token, account, amount;
  Gas gas = 0;
};

/// A contract, a function and the encoded call.
struct Prepared {
  Address contract;
  Signature signature;
  Bytes data;
};

Result<Prepared> prepare(const std::string& contract, const std::string& signature,
                         const std::vector<std::string>& arguments) {
  const auto address = parse_address(contract);
  if (!address) return std::unexpected(address.error());
  auto parsed = parse_signature(signature);
  if (!parsed) return std::unexpected(parsed.error());
  const auto values = parse_values(parsed->function.inputs, arguments);
  if (!values) return std::unexpected(values.error());
  auto data = parsed->function.encode_call(*values);
  if (!data) return bad_input("bad_argument", std::string(codec::abi::describe(data.error())));
  return Prepared{*address, std::move(*parsed), std::move(*data)};
}

Result<Report> decoded(const Prepared& prepared, const Bytes& output) {
  const auto& types = prepared.signature.outputs;
  if (types.empty()) return Report{to_hex(ByteView(output)), {{"output", to_hex(ByteView(output))}}};
  const auto values = codec::abi::decode(types, output);
  if (!values) {
    return fail(ExitCode::refused, "wrong_result", "the contract answered something else: " + to_hex(ByteView(output)),
                "check the address and the result types");
  }
  Report report;
  boost::json::array list;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (i > 0) report.text += '\n';
    report.text += value_to_text(types[i], (*values)[i]);
    list.push_back(value_to_json(types[i], (*values)[i]));
  }
  report.data["values"] = std::move(list);
  return report;
}

Result<Report> call(RpcClient& node, const Prepared& prepared) {
  const auto output = call_contract(node, prepared.contract, prepared.data);
  if (!output) return std::unexpected(output.error());
  return decoded(prepared, *output);
}

Result<Report> run_call(Session&, const CallOptions& options) {
  const auto prepared = prepare(options.contract, options.signature, options.arguments);
  if (!prepared) return std::unexpected(prepared.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  return call(*node, *prepared);
}

Report about(const Sent& sent) {
  auto table = Table().row("transaction", to_hex(sent.hash)).row("block", std::to_string(sent.height));
  table.row("gas", std::to_string(sent.gas_used));
  if (sent.created) table.row("contract", to_hex(*sent.created));
  return {table.text(), sent.receipt};
}

Result<Report> send(const NodeOption& node_option, const KeyOption& key_option, const std::optional<Address>& to,
                    Bytes data, const U256& value, Gas gas) {
  auto key = read_key(key_option.file);
  if (!key) return std::unexpected(key.error());
  auto node = node_option.connect();
  if (!node) return std::unexpected(node.error());
  const auto sent = Sender(*node, std::move(*key)).send(to, std::move(data), value, gas);
  if (!sent) return std::unexpected(sent.error());
  return about(*sent);
}

Result<Report> run_send(Session&, const SendOptions& options) {
  const auto value = U256::from_decimal(options.value);
  if (!value) return bad_input("bad_argument", "'" + options.value + "' is no amount in wei");
  if (!options.code.empty()) {
    const auto code = parse_data(options.code);
    if (!code) return std::unexpected(code.error());
    return send(options.node, options.key, std::nullopt, *code, *value, options.gas);
  }
  const auto prepared = prepare(options.contract, options.signature, options.arguments);
  if (!prepared) return std::unexpected(prepared.error());
  return send(options.node, options.key, prepared->contract, prepared->data, *value, options.gas);
}

Result<Report> balance(Session&, const TokenOptions& options) {
  const auto prepared = prepare(options.token, "balanceOf(address)(uint256)", {options.account});
  if (!prepared) return std::unexpected(prepared.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  return call(*node, *prepared);
}

Result<Report> transfer(Session&, const TokenOptions& options) {
  const auto prepared = prepare(options.token, "transfer(address,uint256)", {options.account, options.amount});
  if (!prepared) return std::unexpected(prepared.error());
  return send(options.node, options.key, prepared->contract, prepared->data, {}, options.gas);
}

void declare_gas(CLI::App& app, Gas& gas) { app.add_option("--gas", gas, "gas limit; 0: the node estimates it"); }

void declare_call(CLI::App& app, CallOptions& options) {
  options.node.declare(app);
  app.add_option("CONTRACT", options.contract, "its address");
  app.add_option("FUNCTION", options.signature, "e.g. balanceOf(address)(uint256)");
  app.add_option("ARGUMENTS", options.arguments, "values in the order of the types");
}

void declare_send(CLI::App& app, SendOptions& options) {
  declare_call(app, options);
  options.key.declare(app, "the sender");
  declare_gas(app, options.gas);
  app.add_option("--value", options.value, "wei to send along")->capture_default_str();
  app.add_option("--create", options.code, "create a contract from this bytecode instead (open mode only)");
}

void add_token_commands(CLI::App& app, Session& session) {
  auto& token = add_group(app, "token", "balances and transfers of an ERC-20 token");
  add_command<TokenOptions>(
      token, session,
      {"balance", "show a balance",
       "token balance 0x5FbDB2315678afecb367f032d93F642f64180aa3 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"},
      [](CLI::App& command, TokenOptions& options) {
        options.node.declare(command);
        command.add_option("TOKEN", options.token, "the token's contract")->required();
        command.add_option("ACCOUNT", options.account, "whose balance")->required();
      },
      balance);
  add_command<TokenOptions>(
      token, session,
      {"send", "transfer tokens in their smallest unit",
       "token send 0x5FbDB2315678afecb367f032d93F642f64180aa3 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 5 --key "
       "alice.key"},
      [](CLI::App& command, TokenOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "the holder");
        command.add_option("TOKEN", options.token, "the token's contract")->required();
        command.add_option("TO", options.account, "the receiver")->required();
        declare_gas(command, options.gas);
        command.add_option("AMOUNT", options.amount, "in the token's smallest unit")->required();
      },
      transfer);
}

}  // namespace

void add_contract_commands(CLI::App& app, Session& session) {
  add_command<CallOptions>(app, session,
                           {"call", "ask a contract, changing nothing",
                            "call 0x4b00000000000000000000000000000000000001 \"memberCount()(uint32)\""},
                           declare_call, run_call);
  add_command<SendOptions>(app, session,
                           {"send", "send a transaction to a contract and wait for its block",
                            "send 0x5FbDB2315678afecb367f032d93F642f64180aa3 \"approve(address,uint256)\" "
                            "0x70997970C51812dc3A010C7d01b50e0d17dc79C8 5 --key alice.key"},
                           declare_send, run_send);
  add_token_commands(app, session);
}

}  // namespace kaisho::cli
