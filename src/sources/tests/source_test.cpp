#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "fetchers.hpp"
#include "package_samples.hpp"
#include "run_program.hpp"

namespace kaisho::sources::testing {
namespace {

namespace fs = std::filesystem;

TemporaryFolder folder_with(const std::vector<governance::File>& files) {
  auto folder = TemporaryFolder::make().value();
  for (const auto& one : files) {
    fs::create_directories((folder.path() / one.path).parent_path());
    std::ofstream(folder.path() / one.path, std::ios::binary) << text_of(one.bytes);
  }
  return folder;
}

TEST(Source, G1_reads_folders_archives_and_commits_and_writes_them_again) {
  const std::string commit(40, 'a');
  for (const auto& text :
       {std::string("contracts/bond"), std::string("https://example.org/bond.tar.gz"),
        std::string("https://example.org/all.zip#:bond"), "git+https://example.org/r.git#" + commit,
        "git+https://example.org/r.git#" + commit + ":packages/bond", std::string("git+https://example.org/r.git")}) {
    const auto source = parse_source(text);
    ASSERT_TRUE(source.has_value()) << text;
    EXPECT_EQ(source->text(), text);
    EXPECT_EQ(source->is_pinned(), text.find(commit) != std::string::npos) << text;
  }
}

TEST(Source, G1_refuses_addresses_that_nobody_should_trust) {
  for (const auto* text :
       {"http://example.org/bond.tar.gz", "ftp://example.org/x", "git+ssh://example.org/r", "git+http://example.org/r",
        "https://user:secret@example.org/bond.zip", "ext::sh -c id", "https://",
        "git+https://example.org/r#--upload-pack=id", "git+https://example.org/r#a..b",
        "git+https://example.org/r#main:../other", "https://example.org/x#main", "https://example.org/a b", ""}) {
    const auto source = parse_source(text);
    const bool is_path = source && source->kind == SourceKind::folder;
    EXPECT_TRUE(!source || (is_path && std::string_view(text).find("://") == std::string_view::npos)) << text;
  }
}

TEST(Source, G2_fetches_a_folder_and_leaves_its_git_data_out) {
  const auto folder = folder_with(package_files());
  fs::create_directories(folder.path() / ".git/objects");
  std::ofstream(folder.path() / ".git/HEAD") << "ref: refs/heads/main";
  const auto fetched = fetch(parse_source(folder.path().string()).value());
  ASSERT_TRUE(fetched.has_value()) << fetched.error().text;
  EXPECT_EQ(fetched->package.hash, package_hash());
}

TEST(Source, G2_refuses_links_and_pipes_in_a_folder) {
  const auto linked = folder_with(package_files());
  fs::create_symlink("/etc/passwd", linked.path() / "src/Key.sol");
  EXPECT_EQ(fetch({SourceKind::folder, linked.path().string(), {}, {}}).error().fault, SourceFault::bad_entry);
  const auto piped = folder_with(package_files());
  ASSERT_EQ(mkfifo((piped.path() / "src/pipe").c_str(), 0600), 0);
  EXPECT_EQ(fetch({SourceKind::folder, piped.path().string(), {}, {}}).error().fault, SourceFault::bad_entry);
}

TEST(Source, G2_refuses_a_gigabyte_in_a_folder_without_reading_it) {
  const auto folder = folder_with(package_files());
  const auto large = folder.path() / "src/large.sol";
  std::ofstream(large).put('x');
  ASSERT_EQ(truncate(large.c_str(), off_t{1} << 30), 0);
  EXPECT_EQ(fetch({SourceKind::folder, folder.path().string(), {}, {}}).error().fault, SourceFault::too_large);
}

TEST(Source, G2_takes_no_folder_of_this_machine_that_another_member_named) {
  const auto folder = folder_with(package_files());
  FetchOptions options;
  options.is_foreign = true;
  for (const auto& text : {folder.path().string(), "git+file://" + folder.path().string()}) {
    EXPECT_EQ(fetch(parse_source(text).value(), options).error().fault, SourceFault::not_allowed) << text;
  }
}

TEST(Source, G2_says_that_nothing_answers) {
  const auto fetched = fetch(parse_source("https://127.0.0.1:1/bond.zip").value());
  EXPECT_EQ(fetched.error().fault, SourceFault::unreachable);
}

TEST(RunProgram, ends_what_does_not_end_and_what_writes_without_end) {
  const auto folder = TemporaryFolder::make().value();
  sources::Run endless{
      .words = {"sh", "-c", "while :; do :; done"}, .environment = {}, .folder = folder.path(), .input = {}};
  endless.time = std::chrono::seconds(1);
  EXPECT_EQ(run_program(endless).error().fault, SourceFault::took_too_long);
  sources::Run flood{.words = {"sh", "-c", "cat /dev/zero"}, .environment = {}, .folder = folder.path(), .input = {}};
  flood.file_size = 1 << 20;
  const auto flooded = run_program(flood);
  EXPECT_TRUE(!flooded || flooded->exit_code != 0);
}

TEST(RunProgram, gives_a_program_nothing_of_this_process_environment) {
  setenv("KAISHO_TEST_SECRET", "secret", 1);
  const auto folder = TemporaryFolder::make().value();
  const auto ran = run_program({.words = {"env"}, .environment = {"A=b"}, .folder = folder.path(), .input = {}});
  ASSERT_TRUE(ran.has_value());
  const std::string output(text_of(ran->output));
  EXPECT_NE(output.find("A=b"), std::string::npos);
  EXPECT_EQ(output.find("KAISHO_TEST_SECRET"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::sources::testing
