#pragma once

#include <gtest/gtest.h>

#include "kaisho/sources/source.hpp"

/// A small package for tests.
namespace kaisho::sources::testing {

inline governance::File file(std::string path, std::string_view text) { return {std::move(path), bytes_of(text)}; }

/// A package with its manifest last; `more` files besides.
inline std::vector<governance::File> package_files(std::vector<governance::File> more = {}) {
  std::vector<governance::File> files{
      file("src/Bond.sol", "contract Bond {}"),
      file("artifacts/Bond.json", R"({"abi":[],"bytecode":"0x600a600c600039600a6000f3602a60005260206000f3"})")};
  for (auto& one : more) files.push_back(std::move(one));
  const auto manifest = governance::make_manifest(
      R"({"format":"kaisho-program/1","token":"BOND","name":"Bond","version":"1.0.0","standard":"ERC-20",)"
      R"("compiler":{"name":"solc","version":"0.8.30","settings":{}},"contract":{"artifact":"artifacts/Bond.json"},)"
      R"("tests":[]})",
      files);
  files.push_back(file("program.json", manifest.value()));
  return files;
}

inline Hash package_hash() { return governance::load_package(package_files()).value().hash; }

}  // namespace kaisho::sources::testing
