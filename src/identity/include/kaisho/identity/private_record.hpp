#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// Contents that stay with the parties while the ledger holds one hash (G3, G9; docs/formats/private-record.md): named
/// fields, each with a salt of its own, under an RFC 6962 tree. One field opens without the others, and erasing the
/// salts makes the hash say nothing any more.
namespace kaisho::identity {

struct PrivateLimits {
  static constexpr std::size_t kFields = 256;
  static constexpr std::size_t kName = 64;       ///< bytes
  static constexpr std::size_t kValue = 65'536;  ///< bytes
  static constexpr std::size_t kFile = 1 << 20;  ///< bytes of a file with one
};

struct PrivateField {
  std::string name;
  std::string value;  ///< UTF-8
  Hash salt;          ///< secret as long as the value is
  friend bool operator==(const PrivateField&, const PrivateField&) = default;
};

/// Fields in order of their names, each name once.
class PrivateRecord {
 public:
  using Salts = std::function<Hash()>;

  /// Gives every field a fresh salt. Otherwise a sentence: no field, too many, a name twice, no plain text, too long.
  [[nodiscard]] static std::expected<PrivateRecord, std::string> make(
      std::vector<std::pair<std::string, std::string>> fields, const Salts& salts);
  /// From the text of `to_json`, salts included.
  [[nodiscard]] static std::expected<PrivateRecord, std::string> parse(std::string_view json);

  [[nodiscard]] const std::vector<PrivateField>& fields() const { return fields_; }
  [[nodiscard]] std::optional<std::string> value(std::string_view name) const;
  /// What stands on the ledger.
  [[nodiscard]] Hash root() const;
  /// kaisho-private-record/1, with every value and salt: for the parties only.
  [[nodiscard]] std::string to_json() const;
  /// kaisho-private-opening/1: these fields with the proofs that they are in the record, and nothing about the others
  /// but how many there are. Otherwise the name that is unknown.
  [[nodiscard]] std::expected<std::string, std::string> open(const std::vector<std::string>& names) const;

 private:
  explicit PrivateRecord(std::vector<PrivateField> fields) : fields_(std::move(fields)) {}
  [[nodiscard]] static std::expected<PrivateRecord, std::string> from(std::vector<PrivateField> fields);
  [[nodiscard]] std::vector<Hash> leaves() const;

  std::vector<PrivateField> fields_;
};

/// An opening that holds: its fields are in the record with this root. The root is to be compared with the ledger's.
struct Opening {
  Hash root;
  std::uint64_t size = 0;  ///< fields of the whole record
  std::vector<PrivateField> fields;
};

/// Reads and checks an opening. Otherwise a sentence on what is wrong.
[[nodiscard]] std::expected<Opening, std::string> check_opening(std::string_view json);

}  // namespace kaisho::identity
