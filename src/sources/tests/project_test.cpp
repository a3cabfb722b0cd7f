#include <algorithm>
#include <fstream>

#include "project_samples.hpp"
#include "run_program.hpp"

namespace kaisho::sources::testing {
namespace {

namespace fs = std::filesystem;
const fs::path kProjects = KAISHO_PROJECTS;

std::vector<std::string> paths(const ProjectFiles& project) {
  std::vector<std::string> list;
  for (const auto& one : project.files) list.push_back(one.path);
  return list;
}

TEST(Project, G1_makes_a_package_from_a_foundry_project_with_its_remapped_sources) {
  const auto project = read_project(kProjects / "foundry", {"Fund", {}});
  ASSERT_TRUE(project.has_value()) << project.error().text;
  EXPECT_EQ(project->kind, "Foundry");
  EXPECT_EQ(paths(*project),
            (std::vector<std::string>{"artifacts/Fund.json", "artifacts/FundTest.json", "lib/shares/src/Shares.sol",
                                      "src/Fund.sol", "test/Fund.t.sol"}));
  EXPECT_EQ(project->test_artifacts, std::vector<std::string>{"artifacts/FundTest.json"});
  EXPECT_NE(project->compiler_settings.find("lib/shares/src/"), std::string::npos);
  EXPECT_EQ(project->compiler_settings.find("compilationTarget"), std::string::npos);
  const auto package = package_of(*project);
  EXPECT_EQ(package.constructor_inputs, "address");
}

TEST(Project, G1_leaves_tests_with_cheat_codes_out_and_says_so) {
  const auto project = read_project(kProjects / "foundry", {"src/Fund.sol:Fund", {}});
  EXPECT_EQ(project.value().left_out, std::vector<std::string>{"test/Cheating.t.sol:CheatingTest"});
  const auto asked = read_project(kProjects / "foundry", {"Fund", {"CheatingTest"}});
  ASSERT_FALSE(asked.has_value());
  EXPECT_NE(asked.error().text.find("cheat codes"), std::string::npos);
}

TEST(Project, G1_makes_a_package_from_a_hardhat_project_with_the_library_sources) {
  const auto project = read_project(kProjects / "hardhat", {"Points", {}});
  ASSERT_TRUE(project.has_value()) << project.error().text;
  EXPECT_EQ(project->kind, "Hardhat");
  const auto all = paths(*project);
  EXPECT_TRUE(std::ranges::find(all, "contracts/Points.sol") != all.end());
  EXPECT_TRUE(std::ranges::find(all, "lib/@openzeppelin/contracts/token/ERC20/ERC20.sol") != all.end());
  EXPECT_EQ(project->test_artifacts, std::vector<std::string>{"artifacts/PointsTest.json"});
  EXPECT_EQ(package_of(*project).constructor_inputs, "address");
}

TEST(Project, G1_is_the_same_package_every_time) {
  for (const auto& [folder, contract] : {std::pair{"foundry", "Fund"}, std::pair{"hardhat", "Points"}}) {
    const auto once = package_of(read_project(kProjects / folder, {contract, {}}).value());
    const auto again = package_of(read_project(kProjects / folder, {contract, {}}).value());
    EXPECT_EQ(once.hash, again.hash);
  }
}

TEST(Project, G1_refuses_a_source_that_changed_since_the_build) {
  const auto folder = TemporaryFolder::make().value();
  fs::copy(kProjects / "foundry", folder.path() / "p", fs::copy_options::recursive);
  std::ofstream(folder.path() / "p/src/Fund.sol", std::ios::app) << "// later\n";
  const auto project = read_project(folder.path() / "p", {"Fund", {}});
  ASSERT_FALSE(project.has_value());
  EXPECT_NE(project.error().text.find("run forge build"), std::string::npos);
}

TEST(Project, G1_says_what_is_missing) {
  EXPECT_FALSE(read_project(kProjects / "hardhat", {"Nothing", {}}).has_value());
  const auto folder = TemporaryFolder::make().value();
  EXPECT_NE(read_project(folder.path(), {"X", {}}).error().text.find("foundry.toml"), std::string::npos);
  std::ofstream(folder.path() / "hardhat.config.ts") << "";
  EXPECT_NE(read_project(folder.path(), {"X", {}}).error().text.find("hardhat compile"), std::string::npos);
  std::ofstream(folder.path() / "foundry.toml") << "[profile.default\n";
  EXPECT_EQ(read_project(folder.path(), {"X", {}}).error().fault, SourceFault::bad_archive);
}

}  // namespace
}  // namespace kaisho::sources::testing
