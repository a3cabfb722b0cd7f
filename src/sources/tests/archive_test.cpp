#include <archive.h>
#include <archive_entry.h>
#include <sys/resource.h>

#include <algorithm>
#include <clocale>

#include "package_samples.hpp"

namespace kaisho::sources::testing {
namespace {

enum class Form { tar, tar_gz, zip };

/// Writes archives, also such as no honest tool writes.
class Archive {
 public:
  explicit Archive(Form form = Form::tar_gz) : writer_(archive_write_new()), bytes_(std::size_t{4} << 20) {
    std::setlocale(LC_ALL, "C.UTF-8");  // the writer needs it for names; the reader has to do without
    if (form == Form::zip) {
      archive_write_set_format_zip(writer_);
    } else {
      archive_write_set_format_pax(writer_);
      if (form == Form::tar_gz) archive_write_add_filter_gzip(writer_);
    }
    archive_write_set_options(writer_, "hdrcharset=UTF-8");
    archive_write_open_memory(writer_, bytes_.data(), bytes_.size(), &used_);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  ~Archive() { archive_write_free(writer_); }

  Archive& add(const std::string& path, ByteView content, unsigned type = AE_IFREG, const char* link = nullptr,
               bool is_hard = false) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, path.c_str());
    archive_entry_set_filetype(entry, type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    if (link != nullptr && is_hard) archive_entry_set_hardlink(entry, link);
    if (link != nullptr && !is_hard) archive_entry_set_symlink(entry, link);
    EXPECT_EQ(archive_write_header(writer_, entry), ARCHIVE_OK) << archive_error_string(writer_);
    if (!content.empty()) archive_write_data(writer_, content.data(), content.size());
    archive_entry_free(entry);
    return *this;
  }
  Archive& add_all(const std::string& below = "") {
    for (const auto& one : package_files()) add(below + one.path, one.bytes);
    return *this;
  }
  /// One file of zeros, written piece by piece.
  Archive& add_zeros(const std::string& path, std::uint64_t size) {
    auto* entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(size));
    EXPECT_EQ(archive_write_header(writer_, entry), ARCHIVE_OK);
    const Bytes zeros(std::size_t{1} << 20);
    for (std::uint64_t done = 0; done < size; done += zeros.size()) {
      archive_write_data(writer_, zeros.data(), std::min<std::uint64_t>(zeros.size(), size - done));
    }
    archive_entry_free(entry);
    return *this;
  }
  Bytes take() {
    archive_write_close(writer_);
    std::setlocale(LC_ALL, "C");
    bytes_.resize(used_);
    return bytes_;
  }

 private:
  archive* writer_;
  Bytes bytes_;
  std::size_t used_ = 0;
};

Hash hash_of(const Bytes& bytes) {
  auto files = unpack(bytes);
  EXPECT_TRUE(files.has_value()) << files.error().text;
  return governance::load_package(std::move(*files)).value().hash;
}
SourceFault fault_of(const Bytes& bytes) {
  const auto files = unpack(bytes);
  EXPECT_FALSE(files.has_value());
  return files ? SourceFault{} : files.error().fault;
}
ByteView text(std::string_view words) { return view_of(words); }

TEST(Archive, G2_gives_the_same_package_from_tar_and_compressed_tar_and_zip) {
  for (const auto form : {Form::tar, Form::tar_gz, Form::zip}) {
    EXPECT_EQ(hash_of(Archive(form).add_all().take()), package_hash());
    EXPECT_EQ(hash_of(Archive(form).add_all("bond-1.0.0/").take()), package_hash());
  }
}

TEST(Archive, G2_takes_one_folder_of_an_archive) {
  const auto bytes = Archive().add("README", text("hello")).add_all("packages/bond/").take();
  auto files = unpack(bytes, "packages/bond");
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(governance::load_package(std::move(*files)).value().hash, package_hash());
}

TEST(Archive, G2_refuses_symbolic_links_hard_links_and_devices) {
  for (const auto form : {Form::tar, Form::zip}) {
    EXPECT_EQ(fault_of(Archive(form).add_all().add("src/key.sol", {}, AE_IFLNK, "/etc/passwd").take()),
              SourceFault::bad_entry);
  }
  EXPECT_EQ(fault_of(Archive().add_all().add("src/B.sol", {}, AE_IFREG, "src/Bond.sol", true).take()),
            SourceFault::bad_entry);
  for (const auto type : {AE_IFCHR, AE_IFBLK, AE_IFIFO}) {
    EXPECT_EQ(fault_of(Archive(Form::tar).add_all().add("src/device", {}, type).take()), SourceFault::bad_entry);
  }
}

TEST(Archive, G2_refuses_paths_that_leave_the_folder) {
  for (const auto* path : {"../Bond.sol", "src/../../Bond.sol", "/etc/Bond.sol", "src\\..\\Bond.sol", "src/.."}) {
    EXPECT_EQ(fault_of(Archive(Form::tar).add_all().add(path, text("x")).take()), SourceFault::bad_entry) << path;
  }
}

// Without the folder around everything, "bond//etc/B.sol" would be "/etc/B.sol".
TEST(Archive, G2_refuses_names_that_are_empty_or_absolute_once_their_folder_is_taken_away) {
  for (const auto* path : {"bond//etc/B.sol", "bond/src//B.sol", "."}) {
    EXPECT_EQ(fault_of(Archive(Form::tar).add(path, text("x")).take()), SourceFault::bad_entry) << path;
  }
  EXPECT_EQ(hash_of(Archive(Form::tar).add("./", {}, AE_IFDIR).add_all("./").take()), package_hash());
}

TEST(Archive, G2_refuses_two_files_of_one_name_in_other_letter_case_or_unicode_form) {
  const auto refused = [](const Bytes& bytes) {
    auto files = unpack(bytes);
    if (!files) return files.error().fault == SourceFault::bad_entry;
    const auto package = governance::load_package(std::move(*files));
    return !package && (package.error().code == governance::PackageErrorCode::duplicate_path ||
                        package.error().code == governance::PackageErrorCode::bad_path);
  };
  EXPECT_TRUE(refused(Archive().add_all().add("src/BOND.sol", text("x")).take()));
  EXPECT_TRUE(refused(Archive().add_all().add("src/Bond.sol", text("contract Bond {}")).take()));
  // "é" composed (NFC) and as "e" with an accent (NFD): no package may have either.
  EXPECT_TRUE(refused(Archive(Form::tar).add_all().add("src/caf\xc3\xa9.sol", text("x")).take()));
  EXPECT_TRUE(refused(Archive(Form::zip).add_all().add("src/cafe\xcc\x81.sol", text("x")).take()));
}

TEST(Archive, G2_refuses_a_name_in_a_wrong_encoding) {
  auto bytes = Archive(Form::tar).add_all().add("src/marker.sol", text("x")).take();
  const std::string_view marker = "marker";
  for (auto at = bytes.begin(); (at = std::search(at, bytes.end(), marker.begin(), marker.end())) != bytes.end();
       ++at) {
    *at = 0xff;
  }
  auto files = unpack(bytes);
  const bool refused = !files || !governance::load_package(std::move(*files));
  EXPECT_TRUE(refused);
}

TEST(Archive, G2_stops_a_bomb_of_a_gigabyte_before_it_fills_memory) {
  const auto bomb = Archive().add_zeros("src/zeros.sol", std::uint64_t{1} << 30).take();
  EXPECT_LT(bomb.size(), std::size_t{2} << 20);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(fault_of(bomb), SourceFault::too_large);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024) << "kilobytes";
}

TEST(Archive, G2_stops_a_zip_whose_files_together_are_too_large) {
  Archive archive(Form::zip);
  for (int i = 0; i < 10; ++i) archive.add_zeros("src/f" + std::to_string(i), std::uint64_t{7} << 20);
  EXPECT_EQ(fault_of(archive.take()), SourceFault::too_large);
}

TEST(Archive, G2_stops_an_archive_of_too_many_files) {
  Archive archive(Form::tar);
  for (int i = 0; i < 600; ++i) archive.add("src/f" + std::to_string(i), text("x"));
  EXPECT_EQ(fault_of(archive.take()), SourceFault::too_large);
}

TEST(Archive, G2_refuses_what_is_damaged_empty_or_none) {
  auto bytes = Archive().add_all().take();
  bytes.resize(bytes.size() / 2);
  EXPECT_EQ(fault_of(bytes), SourceFault::bad_archive);
  EXPECT_EQ(fault_of({}), SourceFault::bad_archive);
  EXPECT_EQ(fault_of(bytes_of(std::string_view("<html>not found</html>"))), SourceFault::bad_archive);
  EXPECT_EQ(fault_of(Archive(Form::tar).take()), SourceFault::bad_archive);
}

TEST(Archive, G1_gives_one_hash_to_manifests_that_differ_in_order_and_whitespace) {
  auto files = package_files();
  auto& manifest = files.back().bytes;
  std::string spread;
  for (const auto byte : manifest) {
    spread += static_cast<char>(byte);
    if (byte == '{' || byte == ',') spread += "\n   ";
  }
  manifest = bytes_of(spread);
  std::ranges::reverse(files);
  EXPECT_EQ(governance::load_package(std::move(files)).value().hash, package_hash());
}

}  // namespace
}  // namespace kaisho::sources::testing
