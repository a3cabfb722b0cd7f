#include <gtest/gtest.h>

#include <boost/json/array.hpp>

#include <kaisho/codec/json_value.hpp>

#include "rest/table.hpp"

namespace kaisho::api::rest {
namespace {

namespace json = boost::json;
using namespace schema;

json::value parsed(std::string_view text) { return codec::json::parse(text).value(); }

Endpoint row(Method method, std::string path, std::string id, std::vector<Parameter> parameters = {}) {
  return {.method = method,
          .path = std::move(path),
          .id = std::move(id),
          .tag = "test",
          .summary = "A row",
          .access = {},
          .parameters = std::move(parameters),
          .handler = [](const Input&) -> Outcome { return Reply{200, json::object{}}; }};
}

EndpointTable small_table() {
  EndpointTable table;
  table.add(row(Method::get, "/v1/users", "listUsers"));
  table.add(row(Method::post, "/v1/users", "registerUser"));
  table.add(row(Method::get, "/v1/users/{userId}", "getUser", {path_parameter("userId", form(Form::id, ""))}));
  return table;
}

TEST(RestAccess, lets_nobody_in_where_nothing_is_said) {
  Caller operator_;
  operator_.kind = Caller::Kind::operator_;
  operator_.operator_.roles = kOperators;
  Caller user;
  user.kind = Caller::Kind::user;
  for (const auto& caller : {Caller{}, operator_, user}) EXPECT_FALSE(admits(Access{}, caller));
}

TEST(RestAccess, asks_an_operator_for_one_of_the_roles) {
  Caller caller;
  caller.kind = Caller::Kind::operator_;
  caller.operator_.roles = kAuditor;
  EXPECT_FALSE(admits({.roles = kRegistrar | kAdministrator}, caller));
  EXPECT_TRUE(admits({.roles = kRegistrar | kAuditor}, caller));
  EXPECT_FALSE(admits({.users = Access::Users::any}, caller)) << "an operator is no user";
  EXPECT_TRUE(admits({.anyone = true}, Caller{}));
}

TEST(RestTable, finds_an_endpoint_and_its_parameters) {
  const auto table = small_table();
  std::string allow;
  const auto found = table.find("GET", "/v1/users/ac%6De", allow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->endpoint->id, "getUser");
  EXPECT_EQ(found->path.at("userId"), "acme");
  EXPECT_EQ(table.find("HEAD", "/v1/users", allow)->endpoint->id, "listUsers");
}

TEST(RestTable, says_which_methods_a_path_has) {
  std::string allow;
  const auto found = small_table().find("PUT", "/v1/users", allow);
  EXPECT_EQ(found.error().status, 405u);
  EXPECT_EQ(allow, "GET, POST");
}

TEST(RestTable, leads_odd_paths_nowhere) {
  const auto table = small_table();
  for (const auto* path :
       {"", "/", "/v1", "/v1/", "/v1/users/", "/v1/users/a/b", "/v1//users", "/V1/users", "v1/users"}) {
    std::string allow;
    EXPECT_FALSE(table.find("GET", path, allow)) << path;
  }
}

TEST(RestText, decodes_percent_escapes_of_UTF_8_only) {
  EXPECT_EQ(percent_decoded("a%20b"), "a b");
  EXPECT_EQ(percent_decoded("%E7%A4%BE"), "社");
  for (const auto* text : {"%", "%4", "%zz", "%ff", "%00", "%c0%af", "a%0Ab"})
    EXPECT_FALSE(percent_decoded(text)) << text;
}

TEST(RestText, reads_a_query_in_which_each_name_stands_once) {
  const auto query = query_of("a=1&b=x%26y&c");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->at("b"), "x&y");
  EXPECT_EQ(query->at("c"), "");
  EXPECT_FALSE(query_of("a=1&a=2"));
  EXPECT_FALSE(query_of("a=%g0"));
}

TEST(RestSchema, finds_what_is_wrong_and_where) {
  const auto terms = object("", {{"expiry", integer("", 1, 10)}, optional("note", text("", 3))});
  const json::object components{{"Terms", terms}};
  const auto schema = object("", {{"id", form(Form::id, "")}, {"terms", ref("Terms")}});
  EXPECT_TRUE(faults_of(parsed(R"({"id":"a","terms":{"expiry":10,"note":"あああ"}})"), schema, components).empty());
  const auto faults =
      faults_of(parsed(R"({"id":"a/b","terms":{"expiry":11,"note":"four","x":1}})"), schema, components);
  std::set<std::string> pointers;
  for (const auto& fault : faults) pointers.insert(fault.pointer);
  EXPECT_EQ(pointers, (std::set<std::string>{"/id", "/terms/expiry", "/terms/note", "/terms/x"}));
  EXPECT_EQ(faults_of(parsed("{}"), schema, components).size(), 2u);
}

TEST(RestSchema, takes_numbers_only_where_they_are_whole_and_not_negative) {
  const auto schema = integer("", 0, 5);
  for (const auto* text : {"-1", "1.5", "6", "\"1\"", "true", "null", "1e3", "[1]"}) {
    EXPECT_FALSE(faults_of(parsed(text), schema, {}).empty()) << text;
  }
  EXPECT_TRUE(faults_of(parsed("5"), schema, {}).empty());
}

TEST(RestSchema, knows_the_forms_of_texts) {
  const auto fits = [](Form kind, std::string_view text) {
    return faults_of(json::value(text), form(kind, ""), {}).empty();
  };
  EXPECT_TRUE(fits(Form::hash, "0x" + std::string(64, 'A')));
  EXPECT_FALSE(fits(Form::hash, std::string(66, 'a')));
  EXPECT_TRUE(fits(Form::bytes, "0x"));
  EXPECT_FALSE(fits(Form::bytes, "0x1"));
  EXPECT_FALSE(fits(Form::id, "-a"));
  EXPECT_FALSE(fits(Form::id, std::string(65, 'a')));
  EXPECT_TRUE(fits(Form::decimal, std::string(78, '9')));
  EXPECT_FALSE(fits(Form::decimal, "01"));
  EXPECT_TRUE(fits(Form::cursor, "12.0"));
  EXPECT_FALSE(fits(Form::cursor, "12."));
  EXPECT_FALSE(fits(Form::cursor, "1.2.3"));
  EXPECT_TRUE(fits(Form::plain, ""));
  EXPECT_TRUE(fits(Form::plain, "社債の発行 🏦, 2.5 %"));
  EXPECT_FALSE(fits(Form::plain, "two\nlines"));
  EXPECT_FALSE(fits(Form::plain, "pay 100 \u202e001 yap"));
}

TEST(RestSchema, counts_the_bytes_of_what_the_ledger_counts_in_bytes) {
  const auto faults = [](std::string_view text) { return faults_of(json::value(text), plain_text("", 6), {}); };
  EXPECT_TRUE(faults("123456").empty());
  EXPECT_TRUE(faults("社債").empty());
  ASSERT_EQ(faults("社債x").size(), 1u);
  EXPECT_EQ(faults("社債x")[0].detail, "has more than 6 bytes in UTF-8");
}

TEST(RestSchema, stops_after_a_few_faults_of_a_hostile_body) {
  json::object body;
  for (int i = 0; i < 10'000; ++i) body["x" + std::to_string(i)] = i;
  EXPECT_LE(faults_of(body, object("", {}), {}).size(), 16u);
}

TEST(Openapi, has_every_row_with_its_access) {
  const auto document = parsed(small_table().openapi("1"));
  const auto& paths = document.at("paths").as_object();
  EXPECT_EQ(paths.size(), 2u);
  EXPECT_EQ(document.at("openapi").as_string(), "3.1.1");
  const auto& operation = paths.at("/v1/users").at("post");
  EXPECT_EQ(operation.at("operationId").as_string(), "registerUser");
  EXPECT_FALSE(operation.at("x-kaisho-access").at("anyone").as_bool());
}

TEST(Openapi, says_once_what_rows_share_and_where_they_differ_by_another_name) {
  EndpointTable table;
  const auto number = path_parameter("number", form(Form::number, "From 1"));
  const auto other = path_parameter("number", form(Form::number, "From 2"));
  table.add(row(Method::get, "/v1/a/{number}", "a", {number}));
  table.add(row(Method::get, "/v1/b/{number}", "b", {number}));
  table.add(row(Method::get, "/v1/c/{number}", "c", {other}));
  table.add(row(Method::get, "/v1/d/{number}", "d", {other}));
  table.add(row(Method::get, "/v1/e/{token}", "e", {path_parameter("token", form(Form::id, ""))}));
  const auto document = parsed(table.openapi("1"));
  const auto& paths = document.at("paths").as_object();
  const auto parameter = [&](const char* path) { return paths.at(path).at("get").at("parameters").at(0); };
  EXPECT_EQ(parameter("/v1/a/{number}").at("$ref").as_string(), "#/components/parameters/number");
  EXPECT_EQ(parameter("/v1/b/{number}"), parameter("/v1/a/{number}"));
  EXPECT_NE(parameter("/v1/c/{number}"), parameter("/v1/a/{number}"));
  EXPECT_EQ(parameter("/v1/d/{number}"), parameter("/v1/c/{number}"));
  EXPECT_EQ(parameter("/v1/e/{token}").at("name").as_string(), "token") << "one row's own stands in the row";
  EXPECT_EQ(document.at("components").at("parameters").as_object().size(), 2u);
}

TEST(Openapi, names_a_response_by_the_problems_that_it_can_be) {
  const auto document = parsed(small_table().openapi("1"));
  const auto& bad = document.at("paths").at("/v1/users").at("get").at("responses").at("400").at("$ref");
  EXPECT_EQ(bad.as_string(), "#/components/responses/CredentialsTwiceOrInvalidRequest");
  const auto& shared = document.at("components").at("responses").at("CredentialsTwiceOrInvalidRequest");
  const json::array types{"urn:kaisho:problem:credentials-twice", "urn:kaisho:problem:invalid-request"};
  EXPECT_EQ(shared.at("x-problem-types"), json::value(types));
}

}  // namespace
}  // namespace kaisho::api::rest
