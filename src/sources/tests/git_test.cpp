#include <fstream>

#include "package_samples.hpp"
#include "run_program.hpp"

namespace kaisho::sources::testing {
namespace {

namespace fs = std::filesystem;

/// A repository on this machine.
class Repository {
 public:
  Repository() : folder_(TemporaryFolder::make().value()) { git("init -q -b main ."); }

  std::string git(const std::string& words) {
    const auto ran = run_program(
        {.words = {"sh", "-c", "git " + words},
         .environment = {"HOME=" + folder_.path().string(), "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a",
                         "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org"},
         .folder = folder_.path(),
         .input = {}});
    EXPECT_TRUE(ran && ran->exit_code == 0) << words << ": " << (ran ? ran->complaint : ran.error().text);
    std::string output(text_of(ran->output));
    while (output.ends_with('\n')) output.pop_back();
    return output;
  }
  void write(const std::string& path, std::string_view text) {
    fs::create_directories((folder_.path() / path).parent_path());
    std::ofstream(folder_.path() / path, std::ios::binary) << text;
  }
  void write_package(const std::string& below = "") {
    for (const auto& one : package_files()) write(below + one.path, text_of(one.bytes));
  }
  std::string commit() {
    git("add -A");
    git("commit -q -m x");
    return git("rev-parse HEAD");
  }
  [[nodiscard]] const fs::path& path() const { return folder_.path(); }
  [[nodiscard]] std::string address() const { return "git+file://" + folder_.path().string(); }

 private:
  TemporaryFolder folder_;
};

TEST(GitSource, G2_fetches_the_package_of_a_commit_whatever_came_later) {
  Repository repository;
  repository.write_package();
  const auto commit = repository.commit();
  repository.write("src/Bond.sol", "contract Other {}");
  repository.commit();
  const auto fetched = fetch(parse_source(repository.address() + "#" + commit).value());
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text;
  EXPECT_EQ(fetched->package.hash, package_hash());
}

TEST(GitSource, G1_records_the_commit_that_a_branch_or_a_tag_named) {
  Repository repository;
  repository.write_package("packages/bond/");
  const auto commit = repository.commit();
  repository.git("tag -a -m x v1");
  for (const auto* revision : {"main", "v1", ""}) {
    const auto fetched = fetch(parse_source(repository.address() + "#" + revision + ":packages/bond").value());
    ASSERT_TRUE(fetched.has_value()) << revision << ": " << fetched.error().text;
    EXPECT_EQ(fetched->source.text(), repository.address() + "#" + commit + ":packages/bond");
    EXPECT_EQ(fetched->package.hash, package_hash());
  }
}

TEST(GitSource, G2_refuses_a_link_in_a_commit) {
  Repository repository;
  repository.write_package();
  fs::create_symlink("/etc/passwd", repository.path() / "src/Key.sol");
  const auto commit = repository.commit();
  EXPECT_EQ(fetch(parse_source(repository.address() + "#" + commit).value()).error().fault, SourceFault::bad_entry);
}

TEST(GitSource, G2_is_not_moved_by_hooks_filters_or_attributes_of_the_repository) {
  Repository repository;
  repository.write_package();
  repository.write(".git/hooks/post-checkout", "#!/bin/sh\ntouch hooked\n");
  fs::permissions(repository.path() / ".git/hooks/post-checkout", fs::perms::owner_all);
  const auto commit = repository.commit();
  const auto fetched = fetch(parse_source(repository.address() + "#" + commit).value());
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text;
  EXPECT_FALSE(fs::exists(repository.path() / "hooked"));
}

TEST(GitSource, G2_says_what_is_missing) {
  Repository repository;
  repository.write("README", "no package");
  repository.commit();
  EXPECT_EQ(fetch(parse_source(repository.address() + "#" + std::string(40, '1')).value()).error().fault,
            SourceFault::unreachable);
  EXPECT_EQ(fetch(parse_source(repository.address() + "#nowhere").value()).error().fault, SourceFault::unreachable);
  EXPECT_EQ(fetch(parse_source(repository.address() + "#main").value()).error().fault, SourceFault::bad_package);
  FetchOptions options;
  options.git = "no-such-git";
  EXPECT_EQ(fetch(parse_source(repository.address() + "#main").value(), options).error().fault,
            SourceFault::environment);
}

TEST(GitSource, G2_refuses_a_large_file_before_it_is_read) {
  Repository repository;
  repository.write_package();
  repository.write("src/large.sol", "x");
  fs::resize_file(repository.path() / "src/large.sol", std::uintmax_t{20} << 20);
  const auto commit = repository.commit();
  EXPECT_EQ(fetch(parse_source(repository.address() + "#" + commit).value()).error().fault, SourceFault::too_large);
}

}  // namespace
}  // namespace kaisho::sources::testing
