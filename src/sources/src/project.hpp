#pragma once

#include <boost/json.hpp>
#include <map>

#include "kaisho/sources/project.hpp"

namespace kaisho::sources {

/// A contract as a build tool left it.
struct Built {
  std::string source, name;
  boost::json::array abi;
  std::string bytecode, deployed;              ///< hex
  std::string metadata;                        ///< the compiler's, as text; may be empty
  std::string version;                         ///< of the compiler
  boost::json::object settings;                ///< without what only says what to put out
  std::map<std::string, std::string> sources;  ///< that it was compiled from, by name
  [[nodiscard]] std::string full_name() const { return source + ":" + name; }
};

/// Every deployable contract. `wants` limits the work: only those are read wholly.
[[nodiscard]] Result<std::vector<Built>> read_foundry(const std::filesystem::path& folder);
[[nodiscard]] Result<std::vector<Built>> read_hardhat(const std::filesystem::path& folder);

// Shared by both readers.
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& path);
[[nodiscard]] Result<boost::json::object> read_object(const std::filesystem::path& path);
[[nodiscard]] const boost::json::object* object_in(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::string text_in(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::unexpected<SourceError> fail(SourceFault fault, std::string text);
/// Files below the folder whose names end so, sorted; links are not followed.
[[nodiscard]] std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                             std::string_view ending);
/// What the compiler was told, without outputSelection and compilationTarget.
[[nodiscard]] boost::json::object plain_settings(const boost::json::object& settings);

}  // namespace kaisho::sources
