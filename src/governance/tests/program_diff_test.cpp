#include "kaisho/governance/program_diff.hpp"

#include "chain_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

/// A package whose artifact has this ABI and these variables ("name slot offset type bytes").
Package program(std::string_view version, const std::string& functions,
                const std::vector<std::array<std::string, 5>>& variables, std::string_view code = "0x60016001",
                bool with_layout = true) {
  std::string storage, types;
  for (const auto& [name, slot, offset, type, bytes] : variables) {
    storage += std::string(storage.empty() ? "" : ",") + R"({"label":")" + name + R"(","slot":")" + slot +
               R"(","offset":)" + offset + R"(,"type":"t_)" + type + "\"}";
    types += std::string(types.empty() ? "" : ",") + "\"t_" + type + R"(":{"label":")" + type +
             R"(","numberOfBytes":")" + bytes + "\"}";
  }
  // Types named twice would be two keys: a test names each type once per package.
  const std::string layout = R"(,"storageLayout":{"storage":[)" + storage + R"(],"types":{)" + types + "}}";
  std::vector<File> files{samples::file(
      "artifacts/Bond.json",
      R"({"abi":[)" + functions + R"(],"bytecode":")" + std::string(code) + "\"" + (with_layout ? layout : "") + "}")};
  std::string draft = samples::draft();
  draft.replace(draft.find("1.0.0"), 5, version);
  files.push_back(samples::file("program.json", make_manifest(draft, files).value()));
  return load_package(std::move(files)).value();
}

std::string function(const std::string& name, const std::string& mutability) {
  return R"({"type":"function","name":")" + name + R"(","inputs":[{"type":"address","name":"a"}],"stateMutability":")" +
         mutability + "\"}";
}

StorageChangeKind only_kind(const ProgramDiff& diff) {
  EXPECT_EQ(diff.storage.size(), 1u);
  return diff.storage.at(0).kind;
}

TEST(ProgramDiff, G7_shows_functions_that_came_went_or_changed) {
  const auto before = program(
      "1.0.0", function("keep", "view") + "," + function("drop", "nonpayable") + "," + function("widen", "view"), {});
  const auto after = program(
      "2.0.0", function("keep", "view") + "," + function("seize", "nonpayable") + "," + function("widen", "payable"),
      {}, "0x60026002");
  const auto diff = compare_programs(before, after);
  const std::vector<FunctionChange> expected{
      {"drop(address)", "nonpayable", ""}, {"seize(address)", "", "nonpayable"}, {"widen(address)", "view", "payable"}};
  EXPECT_EQ(diff.functions, expected);
  EXPECT_TRUE(diff.code_differs);
  EXPECT_FALSE(diff.is_dangerous());
  EXPECT_TRUE(compare_programs(before, before).functions.empty());
}

TEST(ProgramDiff, G7_a_variable_behind_the_old_ones_is_harmless) {
  const auto before = program("1.0.0", "", {{"owner", "0", "0", "address", "20"}});
  const auto after = program("2.0.0", "", {{"owner", "0", "0", "address", "20"}, {"rate", "1", "0", "uint256", "32"}});
  const auto diff = compare_programs(before, after);
  EXPECT_EQ(only_kind(diff), StorageChangeKind::added);
  EXPECT_FALSE(diff.is_dangerous());
}

TEST(ProgramDiff, G7_flags_what_would_corrupt_a_running_programs_storage) {
  const auto before = program("1.0.0", "", {{"owner", "0", "0", "address", "20"}, {"rate", "1", "0", "uint256", "32"}});
  const auto moved = program("2.0.0", "", {{"owner", "2", "0", "address", "20"}, {"rate", "1", "0", "uint256", "32"}});
  EXPECT_EQ(only_kind(compare_programs(before, moved)), StorageChangeKind::moved);
  const auto retyped = program("2.0.0", "", {{"owner", "0", "0", "address", "20"}, {"rate", "1", "0", "int256", "32"}});
  EXPECT_EQ(only_kind(compare_programs(before, retyped)), StorageChangeKind::retyped);
  const auto removed = program("2.0.0", "", {{"owner", "0", "0", "address", "20"}});
  EXPECT_EQ(only_kind(compare_programs(before, removed)), StorageChangeKind::removed);
  const auto overlaid = program(
      "2.0.0", "",
      {{"owner", "0", "0", "address", "20"}, {"rate", "1", "0", "uint256", "32"}, {"flag", "0", "19", "bool", "1"}});
  EXPECT_EQ(only_kind(compare_programs(before, overlaid)), StorageChangeKind::overlaid);
  for (const auto& after : {moved, retyped, removed, overlaid}) {
    EXPECT_TRUE(compare_programs(before, after).is_dangerous());
  }
}

TEST(ProgramDiff, G7_says_when_it_does_not_know_the_storage) {
  const auto before = program("1.0.0", "", {});
  const auto after = program("2.0.0", "", {}, "0x60016001", false);
  EXPECT_FALSE(compare_programs(before, after).storage_known);
  EXPECT_FALSE(compare_programs(before, after).code_differs);
}

TEST(ProgramDiff, G7_reads_what_the_compiler_writes) {
  const auto load = [](const std::string& contract, std::string_view version) {
    auto files = fixture({"artifacts/" + contract + ".json"});
    std::string draft = samples::draft();
    draft.replace(draft.find("artifacts/Bond.json"), 19, "artifacts/" + contract + ".json");
    draft.replace(draft.find("1.0.0"), 5, version);
    files.push_back(samples::file("program.json", make_manifest(draft, files).value()));
    return load_package(std::move(files)).value();
  };
  const auto first = load("ProxiedNote", "1.0.0");
  const auto diff = compare_programs(first, load("ProxiedNote2", "2.0.0"));
  EXPECT_TRUE(diff.storage_known);
  EXPECT_TRUE(diff.storage.empty());
  EXPECT_EQ(diff.functions, (std::vector<FunctionChange>{{"setRate(uint256)", "", "nonpayable"}}));
  // A plain note keeps other things at these slots.
  EXPECT_TRUE(compare_programs(first, load("Note", "3.0.0")).is_dangerous());
}

}  // namespace
}  // namespace kaisho::governance::testing
