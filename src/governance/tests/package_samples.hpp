#pragma once

#include <string>
#include <vector>

#include "kaisho/governance/package.hpp"

/// A small package for tests: one contract of a few bytes, no test contract unless one is added.
namespace kaisho::governance::samples {

inline File file(std::string path, std::string_view text) { return {std::move(path), bytes_of(text)}; }

inline std::string draft(std::string_view tests = "[]") {
  return R"({"format":"kaisho-program/1","token":"BOND","name":"Acme bond","version":"1.0.0","standard":"ERC-20",)"
         R"("compiler":{"name":"solc","version":"0.8.30","settings":{"optimizer":true}},)"
         R"("contract":{"artifact":"artifacts/Bond.json"},"tests":)" +
         std::string(tests) + "}";
}

inline std::vector<File> folder(std::string_view code = "0x600a600c600039600a6000f3602a60005260206000f3") {
  return {file("contracts/Bond.sol", "contract Bond {}"),
          file("artifacts/Bond.json", R"({"abi":[],"bytecode":")" + std::string(code) + R"("})")};
}

inline std::vector<File> with_manifest(std::vector<File> files, std::string_view tests = "[]") {
  auto manifest = make_manifest(draft(tests), files);
  files.push_back(file("program.json", manifest.value()));
  return files;
}

}  // namespace kaisho::governance::samples
