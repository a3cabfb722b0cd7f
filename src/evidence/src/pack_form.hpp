#pragma once

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <kaisho/base/hex.hpp>
#include <vector>

#include "kaisho/evidence/pack.hpp"

/// The JSON shapes that a pack is made of, read strictly.
namespace kaisho::evidence {

inline constexpr std::string_view kRevision = "kaisho_1";

/// The pack's member `algorithms`, always the same for format 1: named so that a reader in thirty years knows.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAlgorithms{{
    {"block_hash", "keccak256"},
    {"block_trees", "rfc6962-sha256"},
    {"history", "rfc6962-sha256"},
    {"signatures", "c2sp-signed-note-ed25519"},
    {"state", "kaisho-state-tree-blake3-ics23"},
}};

/// Reads the members of one object. The first problem sticks in `problem`; later reads give empty values.
class ObjectReader {
 public:
  ObjectReader(const boost::json::value& value, std::string where, std::optional<Unreadable>& problem);

  std::string text(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name);  ///< null: nothing
  std::uint64_t number(std::string_view name);                      ///< a decimal text below 2^64
  Bytes bytes(std::string_view name);                               ///< "0x" and lower-case digits
  std::optional<Bytes> optional_bytes(std::string_view name);
  template <class Fixed>
  Fixed fixed(std::string_view name) {
    return to_fixed<Fixed>(name, bytes(name));
  }
  template <class Fixed>
  std::optional<Fixed> optional_fixed(std::string_view name) {
    auto value = optional_bytes(name);
    return value ? std::optional(to_fixed<Fixed>(name, *value)) : std::nullopt;
  }
  Path path(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  const boost::json::array& list(std::string_view name);
  const boost::json::value& value(std::string_view name);

  [[nodiscard]] std::string place_of(std::string_view name) const;
  void fail(std::string_view name, std::string reason);
  /// A problem where a member is left that nobody asked for.
  void finish();

 private:
  template <class Fixed>
  Fixed to_fixed(std::string_view name, const Bytes& bytes) {
    const auto value = fixed_from<Fixed>(bytes);
    if (!value) fail(name, "has not " + std::to_string(Fixed::kSize) + " bytes");
    return value.value_or(Fixed{});
  }

  const boost::json::object* object_ = nullptr;
  std::string where_;
  std::optional<Unreadable>& problem_;
  std::size_t asked_ = 0;
};

}  // namespace kaisho::evidence
