#pragma once

#include <kaisho/analysis/program_facts.hpp>
#include <kaisho/sources/project.hpp>

#include "session.hpp"

namespace kaisho::cli {

// Parts of kaisho program.
void add_program_packages(CLI::App& program, Session& session);  // init, check, publish
void add_program_records(CLI::App& program, Session& session);   // register, show
void add_program_sources(CLI::App& program, Session& session);   // fetch, rebuild, report
void add_program_explain(CLI::App& program, Session& session);   // explain

/// kaisho program init PROJECT --out FOLDER.
struct ProjectInit {
  std::string project, out, token, name, version, standard;
  sources::ProjectChoice choice;
};
/// Writes a package folder from a built project. Codes: source_malformed, bad_package, folder_not_empty and those of
/// files.
[[nodiscard]] Result<Report> package_from_project(const ProjectInit& init);

/// Tries what the program can do. `call`: the function behind a proxy, else empty. Without both the program starts with
/// values that are made up; then it may not be possible to create it (`creation_fault`). Codes: bad_argument.
[[nodiscard]] Result<analysis::ProgramFacts> try_program(const governance::Package& package, const std::string& call,
                                                         const std::vector<std::string>& arguments);

}  // namespace kaisho::cli
