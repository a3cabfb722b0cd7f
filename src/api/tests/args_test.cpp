#include "rpc/args.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "methods/common.hpp"

namespace kaisho::api {
namespace {

namespace json = boost::json;

json::array list(std::string_view text) { return json::parse({text.data(), text.size()}).as_array(); }

/// Whether one parameter is taken by `read`.
template <class Read>
bool takes(std::string_view text, Read read) {
  const auto params = list(text);
  Args args(params);
  read(args);
  return args.ok();
}

TEST(Args, take_addresses_hashes_and_data_only_in_their_form) {
  const auto address = [](Args& args) { static_cast<void>(args.address(0)); };
  EXPECT_TRUE(takes(R"(["0x00000000000000000000000000000000000000aA"])", address));
  for (const auto* bad : {R"(["0xaa"])", R"(["00000000000000000000000000000000000000aa00"])", R"([""])", R"([1])",
                          R"([null])", R"([])", R"(["0x00000000000000000000000000000000000000ag"])"}) {
    EXPECT_FALSE(takes(bad, address)) << bad;
  }
  const auto data = [](Args& args) { static_cast<void>(args.data(0)); };
  for (const auto* good : {R"(["0x"])", R"(["0x00ff"])"}) EXPECT_TRUE(takes(good, data)) << good;
  for (const auto* bad : {R"(["0x0"])", R"(["ff"])", R"([""])", R"(["0xzz"])"}) EXPECT_FALSE(takes(bad, data)) << bad;
}

TEST(Args, take_slots_in_both_of_their_forms) {
  for (const auto* text :
       {R"(["0x2"])", R"(["0x02"])", R"(["0x0000000000000000000000000000000000000000000000000000000000000002"])"}) {
    const auto params = list(text);
    Args args(params);
    EXPECT_EQ(args.word(0), word_of(U256(2))) << text;
  }
  const auto slot = [](Args& args) { static_cast<void>(args.word(0)); };
  EXPECT_FALSE(takes(R"(["0x"])", slot));
  EXPECT_FALSE(takes(R"(["0x00000000000000000000000000000000000000000000000000000000000000002"])", slot));
}

TEST(Args, read_every_form_of_a_block) {
  const auto params = list(R"(["latest", "pending", "earliest", "safe", "finalized", "0x10",
      {"blockHash": "0x00000000000000000000000000000000000000000000000000000000000000ab"}, {"blockNumber": "0x7"},
      "0x00000000000000000000000000000000000000000000000000000000000000ab", null])");
  Args args(params);
  using Kind = BlockChoice::Kind;
  const Kind kinds[] = {Kind::latest, Kind::pending, Kind::earliest, Kind::safe, Kind::finalized,
                        Kind::number, Kind::hash,    Kind::number,   Kind::hash, Kind::latest};
  for (std::size_t i = 0; i < std::size(kinds); ++i) EXPECT_EQ(args.block(i).kind, kinds[i]) << i;
  EXPECT_EQ(args.block(5).number, 16u);
  EXPECT_EQ(args.block(7).number, 7u);
  EXPECT_EQ(args.block(6).hash, args.block(8).hash);
  EXPECT_TRUE(args.ok());
  const auto block = [](Args& one) { static_cast<void>(one.block(0)); };
  for (const auto* bad :
       {R"(["newest"])", R"(["0x"])", R"([7])", R"(["7"])", R"([{}])", R"(["0x10000000000000000"])"}) {
    EXPECT_FALSE(takes(bad, block)) << bad;
  }
}

TEST(Args, remember_the_first_thing_wrong) {
  const auto params = list(R"(["x", "y"])");
  Args args(params);
  static_cast<void>(args.address(0));
  static_cast<void>(args.quantity(1));
  EXPECT_TRUE(args.error().error().message.starts_with("parameter 1: "));
}

services::CallRequest call_of(std::string_view text, std::string& error) {
  const auto value = json::parse({text.data(), text.size()});
  Reader reader;
  auto request = call_request(reader, value.as_object(), 31337);
  error = reader.ok() ? "" : reader.error().error().message;
  return request;
}

TEST(CallRequest, reads_what_tools_send) {
  std::string error;
  const auto request =
      call_of(R"({"from":"0x00000000000000000000000000000000000000aa","to":null,"gas":"0x5208","gasPrice":"0x7",
      "value":"0x1","input":"0x0102","data":"0x0102","nonce":"0x3","chainId":"0x7a69","type":"0x1","blobs":[],
      "accessList":[{"address":"0x00000000000000000000000000000000000000bb","storageKeys":["0x1"]}]})",
              error);
  EXPECT_EQ(error, "");
  EXPECT_FALSE(request.to);
  EXPECT_EQ(request.gas, 21'000u);
  EXPECT_EQ(request.max_fee_per_gas, Amount(7));
  EXPECT_EQ(request.max_priority_fee_per_gas, Amount(7));
  EXPECT_EQ(request.data, (Bytes{1, 2}));
  EXPECT_EQ(request.nonce, 3u);
  EXPECT_EQ(request.access_list.at(0).slots.at(0), word_of(U256(1)));
}

TEST(CallRequest, refuses_what_contradicts_itself_or_is_not_supported) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"input":"0x01","data":"0x02"})", "differ"},
      {R"({"gasPrice":"0x1","maxFeePerGas":"0x1"})", "both gasPrice"},
      {R"({"maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x2"})", "higher than max fee"},
      {R"({"blobVersionedHashes":["0x01"]})", "not supported"},
      {R"({"authorizationList":[{}]})", "not supported"},
      {R"({"chainId":"0x1"})", "this is chain 31337"},
      {R"({"value":"1"})", "value: expected a quantity"},
      {R"({"gas":"0x10000000000000000"})", "64 bits"},
      {R"({"accessList":[{"address":"0x1","storageKeys":[]}]})", "accessList.address"},
      {R"({"accessList":{}})", "accessList: expected an array"},
  };
  for (const auto& [text, part] : rows) {
    std::string error;
    call_of(text, error);
    EXPECT_NE(error.find(part), std::string::npos) << text << " gave \"" << error << '"';
  }
}

TEST(RpcErrors, bear_the_codes_that_tools_know) {
  using enum services::ErrorCode;
  const auto code = [](services::ErrorCode from) { return rpc_error({from, "text", {}, {}}).code; };
  EXPECT_EQ(code(refused), RpcCode::refused);
  EXPECT_EQ(code(unknown_block), RpcCode::refused);
  EXPECT_EQ(code(invalid_request), RpcCode::invalid_params);
  EXPECT_EQ(code(too_much), RpcCode::limit_exceeded);
  EXPECT_EQ(code(storage), RpcCode::internal_error);
}

TEST(RpcErrors, give_the_reason_and_the_bytes_of_a_revert) {
  const auto no_reason = rpc_error({services::ErrorCode::reverted, "", Bytes{1, 2}, {}});
  EXPECT_EQ(no_reason.message, "execution reverted");
  EXPECT_EQ(no_reason.data, "\"0x0102\"");
  const auto reason = from_hex(
      "0x08c379a0"
      "0000000000000000000000000000000000000000000000000000000000000020"
      "0000000000000000000000000000000000000000000000000000000000000002"
      "6e6f000000000000000000000000000000000000000000000000000000000000");
  EXPECT_EQ(rpc_error({services::ErrorCode::reverted, "", *reason, {}}).message, "execution reverted: no");
}

TEST(RpcErrors, name_the_rule_of_the_ledger_for_machines) {
  services::Error error{services::ErrorCode::refused, "not admitted: nobody may", {}, {}};
  EXPECT_EQ(rpc_error(error).data, "");
  error.invalid = ledger::Invalid::not_admitted;
  EXPECT_EQ(rpc_error(error).data, R"({"reason":"not_admitted"})");
  EXPECT_EQ(rpc_error(error).message, "not admitted: nobody may");
}

TEST(RpcErrors, say_nothing_of_the_disk) {
  EXPECT_EQ(rpc_error({services::ErrorCode::storage, "/var/secret", {}, {}}).message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::api
