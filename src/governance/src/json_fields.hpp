#pragma once

#include <boost/json.hpp>

#include <set>

#include <kaisho/codec/json_value.hpp>

#include "kaisho/governance/package.hpp"

namespace kaisho::governance {

/// Reads the fields of one JSON object strictly: the first fault is kept, and fields that nobody asked for are one.
class JsonFields {
 public:
  /// `where` names the object in messages: "contract".
  JsonFields(const boost::json::value& value, std::string where);

  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::uint64_t number(std::string_view name);
  /// SHA-256 as "0x" and 64 small digits.
  [[nodiscard]] Hash hash(std::string_view name);
  [[nodiscard]] const boost::json::array& array(std::string_view name);
  /// The value itself; null where it is missing (a fault).
  [[nodiscard]] const boost::json::value& value(std::string_view name);

  /// Nothing where it is missing, which is no fault.
  [[nodiscard]] const boost::json::value* optional(std::string_view name);

  /// Notes a fault of the reader's own.
  void fault(std::string_view name, std::string_view what);
  /// The first fault, unknown fields last; nothing if all is well.
  [[nodiscard]] std::optional<PackageError> finish();

 private:
  const boost::json::object* object_ = nullptr;
  std::string where_;
  std::set<std::string, std::less<>> asked_;
  std::optional<PackageError> error_;
};

}  // namespace kaisho::governance
