#include "kaisho/governance/package.hpp"

#include <gtest/gtest.h>

#include <kaisho/codec/json.hpp>
#include <kaisho/crypto/hash.hpp>

#include "package_samples.hpp"

namespace kaisho::governance {
namespace {

using Code = PackageErrorCode;
using samples::file;

/// Code of the refusal; asserts that there is one.
Code refusal(std::vector<File> files) {
  const auto package = load_package(std::move(files));
  EXPECT_FALSE(package.has_value());
  return package.error().code;
}

std::vector<File> sample() { return samples::with_manifest(samples::folder()); }

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

Code manifest_refusal(std::string_view what, std::string_view with) {
  const auto manifest = std::string(text_of(sample().back().bytes));
  const auto parsed = parse_manifest(replaced(manifest, what, with));
  EXPECT_FALSE(parsed.has_value()) << with;
  return parsed ? Code{} : parsed.error().code;
}

TEST(Package, G1_is_one_hash_over_the_canonical_manifest_of_all_file_hashes) {
  const auto package = load_package(sample()).value();
  EXPECT_EQ(package.manifest.token_id, "BOND");
  EXPECT_EQ(package.manifest.files.size(), 2u);
  EXPECT_EQ(package.creation_code.size(), 22u);
  EXPECT_EQ(package.hash, crypto::sha256(view_of(package.canonical_manifest)));
  EXPECT_EQ(codec::json::canonicalize(package.canonical_manifest), package.canonical_manifest);
  EXPECT_EQ(parse_canonical_manifest(package.canonical_manifest).value(), package.manifest);
}

TEST(Package, G1_has_the_same_hash_whatever_the_order_and_whitespace_of_its_manifest) {
  auto files = sample();
  const auto hash = load_package(files).value().hash;
  auto text = std::string(text_of(files.back().bytes));
  text = replaced(text, "{\"compiler\"", "{ \n \"compiler\"");
  files.back() = file("program.json", text);
  EXPECT_EQ(load_package(files).value().hash, hash);
  EXPECT_EQ(parse_canonical_manifest(text).error().code, Code::not_canonical);
}

TEST(Package, G1_has_another_hash_after_one_changed_byte) {
  auto folder = samples::folder();
  folder[0].bytes[0] ^= 1;
  EXPECT_NE(load_package(samples::with_manifest(folder)).value().hash, load_package(sample()).value().hash);
}

TEST(Package, G1_refuses_missing_additional_and_changed_files) {
  auto missing = sample();
  missing.erase(missing.begin());
  EXPECT_EQ(refusal(missing), Code::missing_file);
  auto additional = sample();
  additional.push_back(file("README.md", "hello"));
  EXPECT_EQ(refusal(additional), Code::additional_file);
  auto changed = sample();
  changed[0].bytes[3] ^= 1;
  EXPECT_EQ(refusal(changed), Code::wrong_hash);
  auto longer = sample();
  longer[0].bytes.push_back(' ');
  EXPECT_EQ(refusal(longer), Code::wrong_size);
  EXPECT_EQ(refusal(samples::folder()), Code::no_manifest);
}

TEST(Package, G1_refuses_paths_that_leave_the_folder_or_have_two_spellings) {
  for (const auto* path : {"../x.sol", "a/../../x.sol", "/etc/passwd", "a\\b.sol", "a//b.sol", "./a.sol", "a/.", "a/",
                           "", "caf\xc3\xa9.sol", "cafe\xcc\x81.sol", "C:/x.sol", "a b.sol", "a\nb.sol"}) {
    auto files = sample();
    files.push_back(file(path, "x"));
    EXPECT_EQ(refusal(files), Code::bad_path) << path;
  }
  for (const auto* path : {"contracts/../x.sol", "/contracts/Bond.sol", "contracts\\\\Bond.sol"}) {
    EXPECT_EQ(manifest_refusal("\"contracts/Bond.sol\"", "\"" + std::string(path) + "\""), Code::bad_path) << path;
  }
}

TEST(Package, G1_refuses_two_files_of_one_name_also_in_other_letter_case) {
  auto same = sample();
  same.push_back(same[0]);
  EXPECT_EQ(refusal(same), Code::duplicate_path);
  auto other_case = sample();
  other_case.push_back(file("contracts/BOND.sol", "x"));
  EXPECT_EQ(refusal(other_case), Code::duplicate_path);
}

TEST(Package, G1_refuses_files_and_folders_beyond_the_limits) {
  auto large = sample();
  large.push_back({"large.bin", Bytes(PackageLimits::kFileSize + 1)});
  EXPECT_EQ(refusal(large), Code::too_large);
  std::vector<File> many;
  for (std::size_t i = 0; i < PackageLimits::kFiles + 2; ++i) many.push_back(file("f" + std::to_string(i), "x"));
  EXPECT_EQ(refusal(many), Code::too_large);
}

TEST(Package, G1_reads_its_manifest_strictly) {
  EXPECT_EQ(parse_manifest("{").error().code, Code::bad_json);
  EXPECT_EQ(parse_manifest("[]").error().code, Code::bad_field);
  EXPECT_EQ(parse_manifest(R"({"a":1,"a":1})").error().code, Code::bad_json);
  EXPECT_EQ(manifest_refusal("\"format\"", "\"former\""), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"BOND\"", "\"BO ND\""), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"BOND\"", "7"), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"1.0.0\"", "\"\""), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"tests\":[]", "\"tests\":[],\"more\":1"), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"tests\":[]", "\"tests\":[\"absent.json\"]"), Code::missing_file);
  EXPECT_EQ(manifest_refusal("\"sha256\":\"0x", "\"sha256\":\"0X"), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"size\":22", "\"size\":-1"), Code::bad_field);
  EXPECT_EQ(manifest_refusal("\"size\":22", "\"size\":49153"), Code::bad_field);
}

TEST(Package, G1_takes_code_that_the_manifest_names_and_no_other) {
  auto files = sample();
  auto text = std::string(text_of(files.back().bytes));
  files.back() = file("program.json", replaced(text, "\"size\":22", "\"size\":21"));
  EXPECT_EQ(refusal(files), Code::wrong_creation_code);
  for (const auto* code : {"", "0x", "0x60__$aaaa$__", "xyz", "0x123"}) {
    EXPECT_EQ(make_manifest(samples::draft(), samples::folder(code)).error().code, Code::bad_artifact) << code;
  }
}

TEST(Package, G1_reads_artifacts_of_solc_hardhat_and_foundry) {
  const std::string abi = R"("abi":[{"type":"constructor","inputs":[{"type":"string","name":"a"},{"type":"tuple[]",)"
                          R"("components":[{"type":"uint256"},{"type":"address"}]}]},)"
                          R"({"type":"function","name":"testA","inputs":[]},{"type":"event","name":"E","inputs":[]}])";
  for (const auto* code :
       {R"("bytecode":"0x6001")", R"("bytecode":{"object":"0x6001"})", R"("evm":{"bytecode":{"object":"6001"}})"}) {
    const auto artifact = parse_artifact("a.json", view_of("{" + abi + "," + code + "}"));
    ASSERT_TRUE(artifact.has_value()) << code;
    EXPECT_EQ(artifact->creation_code, (Bytes{0x60, 0x01}));
    EXPECT_EQ(artifact->constructor_inputs, "string,(uint256,address)[]");
    EXPECT_EQ(artifact->functions, std::vector<std::string>{"testA()"});
  }
  EXPECT_FALSE(parse_artifact("a.json", view_of(R"({"abi":[{"type":"function"}],"bytecode":"0x60"})")).has_value());
  EXPECT_FALSE(parse_artifact("a.json", view_of(R"({"bytecode":"0x60"})")).has_value());
}

}  // namespace
}  // namespace kaisho::governance
