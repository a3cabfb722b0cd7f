#include "command.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <kaisho/node/system.hpp>
#include <sstream>

#include "kaisho/cli/main.hpp"

namespace kaisho::cli {
namespace {

struct Ran {
  int code;
  std::string out, err;
};

Ran kaisho(std::vector<const char*> words) {
  words.insert(words.begin(), "kaisho");
  std::ostringstream out, err;
  const int code = run(static_cast<int>(words.size()), words.data(), out, err);
  return {code, out.str(), err.str()};
}

void for_each_command(const CLI::App& app, const std::function<void(const CLI::App&)>& visit) {
  const auto children = app.get_subcommands({});
  if (children.empty()) visit(app);
  for (const auto* child : children) for_each_command(*child, visit);
}

TEST(Commands, all_have_json_and_an_example_that_the_parser_takes) {
  std::ostringstream out, err;
  Session session{out, err, false, {}};
  std::vector<std::string> examples;
  for_each_command(*make_parser(session), [&](const CLI::App& command) {
    EXPECT_NE(command.get_option_no_throw("--json"), nullptr) << command.get_name();
    const auto footer = command.get_footer();
    ASSERT_TRUE(footer.starts_with("Example: kaisho ")) << command.get_name();
    examples.push_back(footer.substr(std::string_view("Example: kaisho ").size()));
  });
  EXPECT_GT(examples.size(), 25u);
  for (const auto& example : examples) {
    session.action = nullptr;
    EXPECT_NO_THROW(make_parser(session)->parse(example)) << example;
    EXPECT_TRUE(session.action) << example;
  }
}

TEST(Commands, tell_the_version_and_help) {
  const auto version = kaisho({"--version"});
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.out, "kaisho " KAISHO_VERSION "\n");
  const auto help = kaisho({"key", "new", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("Example: kaisho key new alice.key"), std::string::npos);
}

TEST(Commands, refuse_what_they_do_not_know_with_code_2) {
  EXPECT_EQ(kaisho({}).code, 2);
  EXPECT_EQ(kaisho({"frobnicate"}).code, 2);
  EXPECT_EQ(kaisho({"key"}).code, 2);
  EXPECT_EQ(kaisho({"key", "new"}).code, 2);
  EXPECT_EQ(kaisho({"dev", "--block-time", "soon"}).code, 2);
  EXPECT_NE(kaisho({"frobnicate"}).err.find("[bad_usage]"), std::string::npos);
}

TEST(Commands, say_with_code_3_that_no_node_answers) {
  const auto ran = kaisho(
      {"call", "0x4b00000000000000000000000000000000000001", "memberCount()(uint32)", "--rpc", "http://127.0.0.1:1"});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.err.find("[node_unreachable]"), std::string::npos);
  EXPECT_EQ(ran.err.find("boost"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("next: "), std::string::npos);
}

TEST(Commands, take_one_word_for_each_time_that_an_option_is_given) {
  const std::string key = "bank+e1c7575d+AdmFdgZDiMQBvOf+HQpanEnWvVQTh+9o2GiOhsbYkltA";
  const auto words = {"verify", "--trust", key.c_str(), "--trust", key.c_str(), "/nowhere/pack.json", "--json"};
  EXPECT_NE(kaisho(words).out.find(R"("type":"urn:kaisho:file_missing")"), std::string::npos);
  const auto made = kaisho({"consortium", "new", "--members", "bank,broker", "/proc/nowhere/c", "--chain-id", "5"});
  EXPECT_EQ(made.code, 4) << made.err;  // and no word about the folder's name being missing
  const auto diff = kaisho({"program", "diff", "/nowhere/a", "/nowhere/b", "--new-arguments", "1", "[2,3]", "--json"});
  EXPECT_NE(diff.out.find(R"("type":"urn:kaisho:file_missing")"), std::string::npos) << diff.out;
}

TEST(Commands, G10_draft_a_consent_again_that_could_not_be_written) {
  const node::TemporaryFolder folder;
  const auto profile = (folder.path() / "profile.json").string(), out = (folder.path() / "consent.json").string();
  std::ofstream(profile) << "{}";
  const auto draft = [&](const char* purpose) {
    return kaisho({"consent", "draft", "entrust", "--user", "acme", "--account",
                   "0x70997970C51812dc3A010C7d01b50e0d17dc79C8", "--vorg", "bank", "--scope", "all", "--profile",
                   profile.c_str(), "--out", out.c_str(), "--rpc", "http://127.0.0.1:1", "--purpose", purpose});
  };
  EXPECT_NE(draft("pay 100 \u202e001 yap").err.find("[bad_argument]"), std::string::npos) << "it turns text around";
  EXPECT_NE(draft("two\nlines").err.find("[bad_argument]"), std::string::npos);
  for (int again = 0; again < 2; ++again) {
    EXPECT_NE(draft("issue a bond").err.find("[node_unreachable]"), std::string::npos) << "and its salt is in no way";
  }
}

TEST(Commands, print_failures_as_json_where_asked) {
  const auto ran = kaisho({"key", "address", "/nowhere/a.key", "--json"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.out.find(R"("type":"urn:kaisho:file_missing")"), std::string::npos);
}

TEST(Commands, verify_a_file_that_is_no_pack_with_code_2) {
  EXPECT_EQ(kaisho({"verify", "/nowhere/pack.json"}).code, 2);
  EXPECT_EQ(kaisho({"verify", "/dev/null"}).code, 2);
  EXPECT_EQ(kaisho({"verify", "/nowhere/pack.json", "--trust", "me"}).code, 2);
}

TEST(Commands, verify_counts_no_policy_over_keys_that_nobody_named) {
  const auto answer = kaisho({"verify", "/dev/null", "--require", "Majority[bank,broker]"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_NE(answer.err.find("[no_trusted_keys]"), std::string::npos);
  EXPECT_NE(kaisho({"verify", "/dev/null", "--require", "Majority["}).err.find("[bad_policy]"), std::string::npos);
}

TEST(Commands, complete_every_word_in_bash) {
  const auto script = kaisho({"completion", "bash"});
  EXPECT_EQ(script.code, 0);
  EXPECT_NE(script.out.find("\"consent draft\") words=\"entrust entrust-anew issue distribute"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::cli
