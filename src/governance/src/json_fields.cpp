#include "json_fields.hpp"

#include <kaisho/base/hex.hpp>

namespace kaisho::governance {

namespace bj = boost::json;

JsonFields::JsonFields(const bj::value& value, std::string where) : where_(std::move(where)) {
  object_ = value.if_object();
  if (object_ == nullptr) error_ = PackageError{PackageErrorCode::bad_field, where_ + " is no object"};
}

void JsonFields::fault(std::string_view name, std::string_view what) {
  if (error_) return;
  const std::string place = where_.empty() ? std::string(name) : where_ + "." + std::string(name);
  error_ = PackageError{PackageErrorCode::bad_field, place + " " + std::string(what)};
}

const bj::value& JsonFields::value(std::string_view name) {
  static const bj::value kNull;
  asked_.emplace(name);
  const auto* found = object_ == nullptr ? nullptr : object_->if_contains({name.data(), name.size()});
  if (found == nullptr) fault(name, "is missing");
  return found == nullptr ? kNull : *found;
}

const bj::value* JsonFields::optional(std::string_view name) {
  asked_.emplace(name);
  return object_ == nullptr ? nullptr : object_->if_contains({name.data(), name.size()});
}

std::string JsonFields::text(std::string_view name) {
  const auto& found = value(name);
  if (!found.is_string()) return fault(name, "is no text"), "";
  return std::string(found.get_string().data(), found.get_string().size());
}

std::uint64_t JsonFields::number(std::string_view name) {
  const auto& found = value(name);
  if (found.is_uint64()) return found.get_uint64();
  if (found.is_int64() && found.get_int64() >= 0) return static_cast<std::uint64_t>(found.get_int64());
  fault(name, "is no whole number from 0");
  return 0;
}

Hash JsonFields::hash(std::string_view name) {
  const std::string digits = text(name);
  const auto parsed = fixed_from_hex<Hash>(digits);
  if (!parsed || to_hex(*parsed) != digits) return fault(name, "is no hash: 0x and 64 small hex digits"), Hash{};
  return *parsed;
}

const bj::array& JsonFields::array(std::string_view name) {
  static const bj::array kEmpty;
  const auto& found = value(name);
  if (!found.is_array()) return fault(name, "is no list"), kEmpty;
  return found.get_array();
}

std::optional<PackageError> JsonFields::finish() {
  if (object_ == nullptr) return error_;
  for (const auto& [name, unused] : *object_) {
    if (!asked_.contains(std::string_view(name.data(), name.size()))) fault({name.data(), name.size()}, "is unknown");
  }
  return error_;
}

}  // namespace kaisho::governance
