#pragma once

#include "kaisho/sources/project.hpp"
#include "package_samples.hpp"

namespace kaisho::sources::testing {

/// A package made from a project as `kaisho program init` makes it.
inline governance::Package package_of(ProjectFiles project) {
  std::string tests;
  for (const auto& test : project.test_artifacts) tests += (tests.empty() ? "\"" : ",\"") + test + "\"";
  const auto draft = R"({"format":"kaisho-program/1","token":"T","name":"T","version":"1.0.0","standard":"ERC-20",)"
                     R"("compiler":{"name":")" +
                     project.compiler_name + R"(","version":")" + project.compiler_version + R"(","settings":)" +
                     project.compiler_settings + R"(},"contract":{"artifact":")" + project.contract_artifact +
                     R"("},"tests":[)" + tests + "]}";
  auto manifest = governance::make_manifest(draft, project.files);
  project.files.push_back(file("program.json", manifest.value()));
  return governance::load_package(std::move(project.files)).value();
}

}  // namespace kaisho::sources::testing
