#include "kaisho/peering/package_archive.hpp"

#include <gtest/gtest.h>

#include "peering_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;

TEST(PackageArchive, G1_gives_the_package_back) {
  const auto package = sample_package();
  const auto archive = to_archive(package);
  const auto back = from_archive(archive, package.hash);
  ASSERT_TRUE(back) << back.error();
  EXPECT_EQ(back->files, package.files);
  EXPECT_EQ(back->canonical_manifest, package.canonical_manifest);
}

TEST(PackageArchive, G1_is_checked_file_by_file_whatever_the_pieces) {
  const auto package = sample_package();
  const auto archive = to_archive(package);
  for (const std::size_t piece : {std::size_t{1'000}, std::size_t{4'099}, archive.size()}) {
    ArchiveCheck check(package.hash);
    for (std::size_t at = 0; at < archive.size(); at += piece) {
      EXPECT_FALSE(check.complete());
      ASSERT_TRUE(check.add(ByteView(archive).subspan(at, std::min(piece, archive.size() - at))));
    }
    EXPECT_TRUE(check.complete());
    EXPECT_EQ(check.verified(), archive.size());
    EXPECT_EQ(check.total(), archive.size());
  }
}

TEST(PackageArchive, G1_no_changed_byte_passes) {
  const auto package = sample_package("BOND-2", 200);
  const auto archive = to_archive(package);
  for (std::size_t at = 0; at < archive.size(); ++at) {
    auto changed = archive;
    changed[at] ^= 0x20;
    EXPECT_FALSE(from_archive(changed, package.hash)) << "byte " << at;
  }
}

TEST(PackageArchive, G1_refuses_other_lengths_and_another_hash) {
  const auto package = sample_package("BOND-2", 200);
  auto archive = to_archive(package);
  EXPECT_FALSE(from_archive(ByteView(archive).first(archive.size() - 1), package.hash));
  EXPECT_FALSE(from_archive({}, package.hash));
  EXPECT_FALSE(from_archive(archive, sample_package("BOND-3", 200).hash));
  archive.push_back(0);
  EXPECT_FALSE(from_archive(archive, package.hash));
}

TEST(PackageArchive, G1_goes_on_at_the_last_whole_file_when_the_rest_is_dropped) {
  const auto package = sample_package();
  const auto archive = to_archive(package);
  ArchiveCheck check(package.hash);
  ASSERT_TRUE(check.add(ByteView(archive).first(100'000)));
  EXPECT_EQ(check.size(), 100'000u);
  check.drop_unverified();
  const auto at = check.verified();
  EXPECT_LT(at, 100'000u);
  EXPECT_EQ(check.size(), at);
  ASSERT_TRUE(check.add(ByteView(archive).subspan(at)));
  EXPECT_TRUE(check.complete());
}

TEST(PackageArchive, G1_a_manifest_larger_than_any_is_refused_before_it_is_kept) {
  auto archive = to_archive(sample_package());
  archive[17] = 0xff;
  ArchiveCheck check(sample_package().hash);
  EXPECT_FALSE(check.add(archive));
}

}  // namespace
}  // namespace kaisho::peering
