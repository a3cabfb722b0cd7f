#include "kaisho/analysis/explanation.hpp"

#include <kaisho/codec/json.hpp>

#include "programs.hpp"

namespace kaisho::analysis {
namespace {

Explanation managed() {
  Explanation page;
  page.facts = facts_of(package_of("Managed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)});
  page.arguments = {"string BOND", "address " + to_hex(kIssuer), "address " + to_hex(kFriend)};
  page.user = "acme";
  page.vorg = "bank";
  page.results = {{"bank", true, Hash{}, "matches"}, {"broker", false, Hash{}, ""}, {"exchange", {}, Hash{}, ""}};
  return page;
}

bool says(const std::string& text, std::string_view what) { return text.find(what) != std::string::npos; }

TEST(Explanation, G13_says_in_english_who_holds_which_power) {
  const auto text = managed().to_text(Language::english);
  EXPECT_TRUE(
      says(text, "New tokens can be made by account given at the start (argument 3). With: mint(address,uint256)"))
      << text;
  EXPECT_TRUE(says(text, "All transfers can be stopped by acme (issuer). With: pause()"));
  EXPECT_TRUE(says(text, "Nobody was found who can: replace the program."));
  EXPECT_TRUE(says(text, "Only after pause() was called."));
  EXPECT_TRUE(says(text, "bank: all tests passed."));
  EXPECT_TRUE(says(text, "Rebuilt from source: matches."));
  EXPECT_TRUE(says(text, "broker: a test failed."));
  EXPECT_TRUE(says(text, "exchange: has not tested it."));
  EXPECT_TRUE(says(text, "No other version runs now."));
}

TEST(Explanation, G13_says_the_same_in_japanese) {
  const auto text = managed().to_text(Language::japanese);
  EXPECT_TRUE(says(text, "新しいトークンを発行できる者：初期値で指定されたアカウント（argument 3）。")) << text;
  EXPECT_TRUE(says(text, "すべての移転を停止できる者：acme（発行者）。"));
  EXPECT_TRUE(says(text, "pause() が呼ばれた後に限る。"));
  EXPECT_FALSE(says(text, "{0}"));
}

TEST(Explanation, G13_puts_the_serious_findings_first) {
  Explanation page;
  page.facts = facts_of(package_of("Ungoverned"), {Value::of(kIssuer)});
  const auto text = page.to_text(Language::english);
  const auto serious =
      text.find("[Serious] No. Tokens reach accounts that may not use them, by: mint(address,uint256)");
  ASSERT_NE(serious, std::string::npos) << text;
  EXPECT_LT(serious, text.find("Who has power over the token"));
}

TEST(Explanation, G13_makes_a_page_that_runs_nothing_fetches_nothing_and_escapes_everything) {
  auto page = managed();
  page.user = "<script>alert(1)</script>";
  page.facts.name = "A & B \"'";
  const auto html = page.to_html(Language::japanese);
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"ja\">"));
  EXPECT_FALSE(says(html, "<script")) << html;
  EXPECT_TRUE(says(html, "&lt;script&gt;alert(1)"));
  EXPECT_TRUE(says(html, "A &amp; B &quot;&#39;"));
  EXPECT_FALSE(says(html, "http://"));
  EXPECT_FALSE(says(html, "https://"));
  EXPECT_FALSE(says(html, " src="));
  EXPECT_TRUE(says(html, "@media print"));
}

TEST(Explanation, G13_tells_what_changes_against_the_running_version) {
  auto page = managed();
  page.running = facts_of(package_of("Fixed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(1'000'000)});
  const auto text = page.to_text(Language::english);
  EXPECT_TRUE(says(text, "Version 1.0.0 runs now.")) << text;
  EXPECT_TRUE(says(text, "New power. All transfers can be stopped by acme (issuer)."));
  EXPECT_TRUE(says(text, "New: freeze(address)"));
}

TEST(Explanation, G13_gives_canonical_json_with_the_same_facts_in_every_language) {
  const auto page = managed();
  const auto english = page.to_json(Language::english);
  const auto japanese = page.to_json(Language::japanese);
  EXPECT_EQ(codec::json::canonicalize(english), english);
  EXPECT_TRUE(says(english, page.facts.to_json()));
  EXPECT_TRUE(says(japanese, page.facts.to_json()));
  EXPECT_NE(english, japanese);
}

}  // namespace
}  // namespace kaisho::analysis
