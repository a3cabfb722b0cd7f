#pragma once

#include <boost/json/object.hpp>
#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "failure.hpp"

namespace kaisho::cli {

/// What a command has to say, for people and for machines.
struct Report {
  std::string text;          ///< lines, without the last newline
  boost::json::object data;  ///< what --json prints
  ExitCode exit = ExitCode::done;
};

/// Prints the report or the failure and gives the exit code.
[[nodiscard]] int conclude(const Result<Report>& result, bool json, std::ostream& out, std::ostream& err);

/// Two columns, the first as wide as its widest entry: "name   value".
class Table {
 public:
  Table& row(std::string name, std::string value);
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

}  // namespace kaisho::cli
