#include "rest/endpoint.hpp"

#include <charconv>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>

namespace kaisho::api::rest {

std::string Caller::owner() const {
  if (kind == Kind::operator_) return "organization:" + operator_.organization;
  return kind == Kind::user ? "account:" + to_hex(account) : "";
}

std::string Caller::person() const {
  return kind == Kind::operator_ ? operator_.id : kind == Kind::user ? to_hex(account) : "";
}

bool admits(const Access& access, const Caller& caller) {
  if (access.anyone) return true;
  if (caller.kind == Caller::Kind::user) return access.users != Access::Users::none;
  return caller.kind == Caller::Kind::operator_ && (access.roles & caller.operator_.roles) != 0;
}

std::string_view name_of(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::del:
      return "DELETE";
  }
  return "GET";
}

const std::string* Input::find(std::string_view name) const {
  const auto found = parameters.find(name);
  return found != parameters.end() ? &found->second : nullptr;
}

const std::string& Input::text(std::string_view name) const {
  const auto* found = find(name);
  KAISHO_ASSERT(found != nullptr);  // the table says that it is required
  return *found;
}

std::uint64_t Input::number(std::string_view name, std::uint64_t otherwise) const {
  const auto* found = find(name);
  if (found == nullptr) return otherwise;
  std::uint64_t value = 0;
  std::from_chars(found->data(), found->data() + found->size(), value);
  return value;
}

}  // namespace kaisho::api::rest
