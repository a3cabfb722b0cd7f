#include <kaisho/codec/eip712.hpp>
#include <kaisho/codec/json_value.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"
#include "views/views.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

RpcResult signature(const services::Result<Bytes>& signed_bytes) {
  return signed_bytes ? RpcResult(json_data(*signed_bytes)) : failed(signed_bytes.error());
}

/// personal_sign takes (message, account), eth_sign (account, message).
RpcResult sign_message(const services::AccountService& accounts, const Call& call, std::size_t account_at) {
  Args args(call.params);
  args.expect_at_most(3);  // a password of old clients is ignored
  const auto account = args.address(account_at);
  const auto message = args.data(1 - account_at);
  if (!args.ok()) return args.error();
  return signature(accounts.sign_message(account, message));
}

/// The document comes as JSON text or as the object itself.
RpcResult sign_typed_data(const services::AccountService& accounts, const Call& call) {
  Args args(call.params);
  args.expect_at_most(2);
  const auto account = args.address(0);
  const auto* document = args.at(1);
  if (document == nullptr) args.fail(Args::name(1), "missing value, expected EIP-712 typed data");
  if (!args.ok()) return args.error();
  const auto text = document->is_string() ? args.text(1) : codec::json::canonical_text(*document);
  const auto digest = codec::eip712::digest_of_json(text);
  if (!digest) return invalid_params("typed data: " + std::string(codec::eip712::describe(digest.error())));
  return signature(accounts.sign_digest(account, *digest));
}

std::expected<services::CallRequest, RpcError> read_draft(const services::LedgerService& ledger, const Call& call) {
  Args args(call.params);
  args.expect_at_most(2);
  const auto* object = args.object(0);
  if (object == nullptr) return args.error();
  if (member(*object, "from") == nullptr) args.fail("from", "missing value, expected an account of this node");
  auto request = call_request(args, *object, ledger.chain_id());
  if (!args.ok()) return args.error();
  return request;
}

/// A transaction that reverted is in its block all the same; test suites expect to hear of it here, with its data.
RpcResult send(const services::LedgerService& ledger, services::AccountService& accounts, const Call& call) {
  const auto draft = read_draft(ledger, call);
  if (!draft) return std::unexpected(draft.error());
  const auto sent = accounts.send_and_wait(*draft);
  if (!sent) return failed(sent.error());
  if (sent->mined && !sent->mined->receipt().success && sent->halt_reason.empty()) {
    return failed({services::ErrorCode::reverted, {}, sent->output, sent->hash});
  }
  return json_data(sent->hash.view());
}

RpcResult sign_transaction(const services::LedgerService& ledger, services::AccountService& accounts,
                           const Call& call) {
  const auto draft = read_draft(ledger, call);
  if (!draft) return std::unexpected(draft.error());
  const auto wire = accounts.sign_transaction(*draft);
  if (!wire) return failed(wire.error());
  const auto transaction = ledger::recover_transaction(*wire);
  if (!transaction) return refused(std::string(transaction.error().describe()));
  JsonWriter writer;
  writer.begin_object().key("raw").data(ByteView(*wire)).key("tx");
  write_transaction(writer, *transaction);
  return writer.end_object().take();
}

}  // namespace

void add_eth_account(MethodTable& table, services::LedgerService& ledger, services::AccountService& accounts) {
  table.add("eth_accounts", kDevOnly, Cost::cheap, [&accounts](DevAccess, const Call&) -> RpcResult {
    JsonWriter writer;
    writer.begin_array();
    for (const auto& account : accounts.accounts()) writer.data(account);
    return writer.end_array().take();
  });
  table.add("eth_sendTransaction", kDevOnly, Cost::heavy,
            [&](DevAccess, const Call& call) { return send(ledger, accounts, call); });
  table.add("eth_signTransaction", kDevOnly, Cost::heavy,
            [&](DevAccess, const Call& call) { return sign_transaction(ledger, accounts, call); });
  table.add("eth_sign", kDevOnly, Cost::cheap,
            [&accounts](DevAccess, const Call& call) { return sign_message(accounts, call, 0); });
  table.add("personal_sign", kDevOnly, Cost::cheap,
            [&accounts](DevAccess, const Call& call) { return sign_message(accounts, call, 1); });
  table.add("eth_signTypedData_v4", kDevOnly, Cost::cheap,
            [&accounts](DevAccess, const Call& call) { return sign_typed_data(accounts, call); });
}

}  // namespace kaisho::api
