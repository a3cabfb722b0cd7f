#include "kaisho/sources/rebuild.hpp"

#include <fstream>
#include <sstream>

#include <kaisho/codec/json.hpp>

#include "project_samples.hpp"

namespace kaisho::sources::testing {
namespace {

namespace fs = std::filesystem;

ProjectFiles foundry() { return read_project(fs::path(KAISHO_PROJECTS) / "foundry", {"Fund", {}}).value(); }

/// The project with a text in one of its files replaced.
governance::Package changed(const std::string& path, std::string_view what, std::string_view with) {
  auto project = foundry();
  for (auto& one : project.files) {
    if (one.path != path) continue;
    std::string text(text_of(one.bytes));
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos);
    one.bytes = bytes_of(text.replace(at, what.size(), with));
  }
  return package_of(std::move(project));
}

TEST(Rebuild, G2_makes_the_same_artifacts_from_the_sources_of_both_kinds_of_projects) {
  for (const auto& [folder, contract] : {std::pair{"foundry", "Fund"}, std::pair{"hardhat", "Points"}}) {
    const auto package = package_of(read_project(fs::path(KAISHO_PROJECTS) / folder, {contract, {}}).value());
    const auto report = rebuild(package, KAISHO_SOLCJS);
    ASSERT_TRUE(report.has_value()) << report.error().text;
    EXPECT_EQ(report->outcome, RebuildOutcome::matches) << report->to_json();
    EXPECT_EQ(report->artifacts.size(), 2u);
    EXPECT_EQ(codec::json::canonicalize(report->to_json()), report->to_json());
  }
}

TEST(Rebuild, G2_tells_a_changed_comment_from_a_changed_program) {
  const auto comment = rebuild(changed("src/Fund.sol", "A fund of which", "A fund from which"), KAISHO_SOLCJS);
  ASSERT_TRUE(comment.has_value()) << comment.error().text;
  EXPECT_EQ(comment->outcome, RebuildOutcome::matches_but_for_metadata) << comment->to_json();
  const auto code =
      rebuild(changed("src/Fund.sol", "balanceOf[to] += amount", "balanceOf[to] += amount + 1"), KAISHO_SOLCJS);
  ASSERT_TRUE(code.has_value()) << code.error().text;
  EXPECT_EQ(code->outcome, RebuildOutcome::differs);
  EXPECT_NE(code->to_json().find("SHA-256"), std::string::npos);
}

TEST(Rebuild, G2_says_that_the_sources_do_not_compile) {
  const auto report = rebuild(changed("src/Fund.sol", "uint256 amount =", "uint256 amount"), KAISHO_SOLCJS);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().fault, SourceFault::bad_package);
  EXPECT_NE(report.error().text.find("do not compile"), std::string::npos);
}

TEST(Rebuild, G2_takes_no_other_version_of_the_compiler) {
  auto project = foundry();
  project.compiler_version = "0.4.11+commit.68ef5810";
  const auto report = rebuild(package_of(std::move(project)), KAISHO_SOLCJS);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().fault, SourceFault::environment);
  EXPECT_NE(report.error().text.find("0.4.11"), std::string::npos);
  EXPECT_EQ(rebuild(package_of(foundry()), "no-such-solc").error().fault, SourceFault::environment);
}

}  // namespace
}  // namespace kaisho::sources::testing
