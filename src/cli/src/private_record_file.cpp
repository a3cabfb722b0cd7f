#include "private_record_file.hpp"

#include <kaisho/codec/json_value.hpp>
#include <kaisho/node/system.hpp>

#include "files.hpp"

namespace kaisho::cli {

std::unexpected<Failure> malformed_record(const std::string& file, const std::string& why) {
  return bad_input("private_record_malformed", file + ": " + why, "docs/formats/private-record.md");
}

std::expected<identity::PrivateRecord, std::string> salted_record(std::string_view json) {
  const auto parsed = codec::json::parse(json);
  if (!parsed || !parsed->is_object()) return std::unexpected("it is no JSON object of texts");
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& member : parsed->get_object()) {
    if (!member.value().is_string()) return std::unexpected("'" + std::string(member.key()) + "' is no text");
    fields.emplace_back(std::string(member.key()), std::string(member.value().get_string()));
  }
  node::SystemRandom random;
  return identity::PrivateRecord::make(std::move(fields), [&] {
    Hash salt;
    random.fill(salt.bytes);
    return salt;
  });
}

Result<identity::PrivateRecord> read_record(const std::string& file, const std::string& user, const UserStore& store) {
  if (file.empty()) {
    if (user.empty() || !store.is_given()) {
      return bad_input("bad_argument", "say which record: a file, or the profile of --user in --users");
    }
    auto known = store.read(user);
    if (!known) return std::unexpected(known.error());
    return std::move(known->profile);
  }
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  auto record = identity::PrivateRecord::parse(*text);
  if (!record) return malformed_record(file, record.error());
  return std::move(*record);
}

Result<void> create_record_file(const std::string& file, const identity::PrivateRecord& record) {
  return create_private_file(file, record.to_json() + "\n");
}

}  // namespace kaisho::cli
