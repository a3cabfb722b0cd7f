#include "kaisho/identity/private_record.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/merkle.hpp>

#include "json_reader.hpp"

namespace kaisho::identity {
namespace {

namespace merkle = codec::merkle;

constexpr std::string_view kRecord = "kaisho-private-record/1";
constexpr std::string_view kOpening = "kaisho-private-opening/1";

std::optional<std::string> fault_of(const PrivateField& field) {
  if (field.name.empty() || field.name.size() > PrivateLimits::kName || !is_printable(field.name)) {
    return "a field's name has 1 to 64 bytes of text without control characters";
  }
  if (field.value.size() > PrivateLimits::kValue) return "the field " + field.name + " has more than 65,536 bytes";
  return std::nullopt;
}

json::object object_of(const PrivateField& field) {
  return {{"name", field.name}, {"salt", to_hex(field.salt)}, {"value", field.value}};
}

/// The salt stands in the leaf, so that a value of few possibilities can not be guessed from its hash.
Hash leaf_of(const PrivateField& field) {
  const auto text = codec::json::canonical_text(object_of(field));
  return merkle::leaf_hash(view_of(text));
}

PrivateField field_from(Fields fields) {
  PrivateField field{fields.text("name"), fields.text("value"), fields.hash("salt")};
  fields.end();
  return field;
}

}  // namespace

std::expected<PrivateRecord, std::string> PrivateRecord::from(std::vector<PrivateField> fields) {
  if (fields.empty() || fields.size() > PrivateLimits::kFields) return std::unexpected("a record has 1 to 256 fields");
  std::ranges::sort(fields, {}, &PrivateField::name);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (auto fault = fault_of(fields[i])) return std::unexpected(*fault);
    if (i > 0 && fields[i].name == fields[i - 1].name) {
      return std::unexpected("the field " + fields[i].name + " stands twice in the record");
    }
  }
  PrivateRecord record(std::move(fields));
  // What is read back is limited: a record that its holder cannot open again must not be agreed on.
  if (record.to_json().size() <= PrivateLimits::kFile) return record;
  return std::unexpected("the record has more than " + std::to_string(PrivateLimits::kFile) +
                         " bytes as a file: put large documents' hashes into it");
}

std::expected<PrivateRecord, std::string> PrivateRecord::make(std::vector<std::pair<std::string, std::string>> fields,
                                                              const Salts& salts) {
  std::vector<PrivateField> salted;
  for (auto& [name, value] : fields) salted.push_back({std::move(name), std::move(value), salts()});
  return from(std::move(salted));
}

std::expected<PrivateRecord, std::string> PrivateRecord::parse(std::string_view text) {
  return read_json<PrivateRecord>(text, PrivateLimits::kFile, [](Fields file) {
    file.format(kRecord);
    std::vector<PrivateField> fields;
    for (const auto& value : file.array("fields")) fields.push_back(field_from(Fields(value, "a field")));
    file.end();
    return from(std::move(fields));
  });
}

std::optional<std::string> PrivateRecord::value(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &PrivateField::name);
  return found == fields_.end() ? std::nullopt : std::optional(found->value);
}

std::vector<Hash> PrivateRecord::leaves() const {
  std::vector<Hash> all;
  for (const auto& field : fields_) all.push_back(leaf_of(field));
  return all;
}

Hash PrivateRecord::root() const { return merkle::root(leaves()); }

std::string PrivateRecord::to_json() const {
  json::array fields;
  for (const auto& field : fields_) fields.push_back(object_of(field));
  return codec::json::canonical_text(json::object{{"format", kRecord}, {"fields", std::move(fields)}});
}

std::expected<std::string, std::string> PrivateRecord::open(const std::vector<std::string>& names) const {
  const auto all = leaves();
  json::array fields;
  for (const auto& name : names) {
    const auto found = std::ranges::find(fields_, name, &PrivateField::name);
    if (found == fields_.end()) return std::unexpected("the record has no field " + name);
    const auto index = static_cast<std::uint64_t>(found - fields_.begin());
    json::array path;
    for (const auto& hash : merkle::inclusion_proof(all, index)) path.push_back(json::string(to_hex(hash)));
    auto object = object_of(*found);
    object["index"] = index;
    object["path"] = std::move(path);
    fields.push_back(std::move(object));
  }
  return codec::json::canonical_text(json::object{
      {"format", kOpening}, {"root", to_hex(root())}, {"size", fields_.size()}, {"fields", std::move(fields)}});
}

std::expected<Opening, std::string> check_opening(std::string_view text) {
  return read_json<Opening>(text, PrivateLimits::kFile, [](Fields file) -> std::expected<Opening, std::string> {
    file.format(kOpening);
    Opening opening{.root = file.hash("root"), .size = file.number("size"), .fields = {}};
    for (const auto& value : file.array("fields")) {
      Fields fields(value, "a field");
      const auto index = fields.number("index");
      merkle::Path path;
      for (const auto& hash : fields.array("path")) path.push_back(hash_from(hash));
      const auto field = field_from(std::move(fields));
      if (!merkle::verify_inclusion(leaf_of(field), index, opening.size, path, opening.root)) {
        return std::unexpected("the field " + field.name + " is not in the record with this root");
      }
      opening.fields.push_back(field);
    }
    file.end();
    if (opening.fields.empty()) return std::unexpected("the opening opens no field");
    return opening;
  });
}

}  // namespace kaisho::identity
