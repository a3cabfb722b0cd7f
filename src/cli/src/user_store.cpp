#include "user_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/governance.hpp>

#include "files.hpp"
#include "key_file.hpp"
#include "values.hpp"

namespace kaisho::cli {
namespace {

namespace json = boost::json;
namespace aead = crypto::aead;

constexpr std::string_view kFormat = "kaisho-user-file/1";

std::string bound_to(const std::string& user_id) { return std::string(kFormat) + " " + user_id; }

std::string text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

json::object object_of(const UserFile::Decision& decision) {
  return {{"organization", decision.organization}, {"evidence", to_hex(decision.evidence)},
          {"matches", decision.matches},           {"reason", decision.reason},
          {"clerk", to_hex(decision.clerk)},       {"signature", to_hex(ByteView(decision.signature))}};
}

std::string plain_text(const UserFile& file) {
  json::array decisions;
  for (const auto& decision : file.decisions) decisions.push_back(object_of(decision));
  return codec::json::canonical_text(json::object{{"profile", file.profile.to_json()},
                                                  {"identity", file.identity},
                                                  {"method", file.method},
                                                  {"decisions", std::move(decisions)}});
}

UserFile::Decision decision_from(const json::object& object) {
  const auto* matches = object.if_contains("matches");
  return {.organization = text_of(object, "organization"),
          .evidence = fixed_from_hex<Hash>(text_of(object, "evidence")).value_or(Hash{}),
          .matches = matches != nullptr && *matches == json::value(true),
          .reason = text_of(object, "reason"),
          .clerk = fixed_from_hex<Address>(text_of(object, "clerk")).value_or(Address{}),
          .signature = from_hex(text_of(object, "signature")).value_or(Bytes{})};
}

std::unexpected<Failure> damaged(const std::string& path) {
  return fail(ExitCode::environment, "user_file_damaged",
              path + " does not open with this key: it is another organization's, or damaged",
              "restore it from a backup, or use the right --users-key");
}

Result<UserFile> from_plain(const std::string& user_id, const std::string& text, const std::string& path) {
  const auto parsed = codec::json::parse(text);
  if (!parsed || !parsed->is_object()) return damaged(path);
  const auto& object = parsed->get_object();
  auto profile = identity::PrivateRecord::parse(text_of(object, "profile"));
  if (!profile) return damaged(path);
  UserFile file{user_id, std::move(*profile), text_of(object, "identity"), text_of(object, "method"), {}};
  const auto* decisions = object.if_contains("decisions");
  for (const auto& one : decisions != nullptr && decisions->is_array() ? decisions->get_array() : json::array()) {
    if (one.is_object()) file.decisions.push_back(decision_from(one.get_object()));
  }
  return file;
}

/// Readable by its owner only from its first byte on; whole on disk before it takes the old one's place.
Result<void> replace_private_file(const std::filesystem::path& path, const std::string& content) {
  const auto fresh = path.string() + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  const bool kept = written && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (kept && ::rename(fresh.c_str(), path.c_str()) == 0) return {};
  return fail(ExitCode::environment, "file_not_writable", "can not write " + path.string());
}

}  // namespace

void UserStore::declare(CLI::App& app, bool required) {
  app.add_option("--users", folder_, "the organization's folder of personal data")
      ->envname("KAISHO_USERS")
      ->required(required);
  app.add_option("--users-key", key_file_, "key file that encrypts it (kaisho key new)")
      ->envname("KAISHO_USERS_KEY")
      ->required(required);
}

std::filesystem::path UserStore::path_of(const std::string& user_id) const {
  return std::filesystem::path(folder_) / (user_id + ".user.json");
}

Result<aead::Key> UserStore::key() const { return read_secret(key_file_); }

Result<UserFile> UserStore::read(const std::string& user_id) const {
  if (!governance::is_id(user_id)) return bad_input("bad_user_id", "'" + user_id + "' is no user's ID");
  const auto path = path_of(user_id);
  if (!std::filesystem::exists(path)) {
    return bad_input("no_such_user_file", "this organization has no data of user " + user_id, "kaisho user request");
  }
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto parsed = codec::json::parse(*text);
  if (!parsed || !parsed->is_object()) return damaged(path.string());
  const auto& object = parsed->get_object();
  if (text_of(object, "format") != kFormat || text_of(object, "userId") != user_id) return damaged(path.string());
  if (text_of(object, "state") == "erased") {
    return fail(ExitCode::refused, "user_erased", "the personal data of user " + user_id + " was erased",
                "nothing brings it back; the user can be registered anew under another ID");
  }
  const auto secret = key();
  if (!secret) return std::unexpected(secret.error());
  const auto nonce = fixed_from_hex<aead::Nonce>(text_of(object, "nonce"));
  const auto sealed = from_hex(text_of(object, "sealed"));
  if (!nonce || !sealed) return damaged(path.string());
  const auto plain = aead::open(*secret, *nonce, *sealed, view_of(bound_to(user_id)));
  if (!plain) return damaged(path.string());
  return from_plain(user_id, std::string(plain->begin(), plain->end()), path.string());
}

Result<void> UserStore::write(const UserFile& file, SecureRandom& random) const {
  const auto secret = key();
  if (!secret) return std::unexpected(secret.error());
  aead::Nonce nonce;
  random.fill(nonce.bytes);
  const auto sealed = aead::seal(*secret, nonce, view_of(plain_text(file)), view_of(bound_to(file.user_id)));
  const json::object object{{"format", kFormat},
                            {"userId", file.user_id},
                            {"state", "kept"},
                            {"nonce", to_hex(nonce)},
                            {"sealed", to_hex(ByteView(sealed))}};
  return replace_private_file(path_of(file.user_id), codec::json::canonical_text(object) + "\n");
}

Result<void> UserStore::create(const UserFile& file, SecureRandom& random) const {
  if (!governance::is_id(file.user_id)) return bad_input("bad_user_id", "'" + file.user_id + "' is no user's ID");
  if (std::filesystem::exists(path_of(file.user_id))) {
    if (const auto old = read(file.user_id); !old && old.error().code == "user_erased") {
      return std::unexpected(old.error());
    }
    return fail(ExitCode::refused, "user_file_exists", "there is already a request of user " + file.user_id,
                "kaisho user profile --user " + file.user_id);
  }
  if (auto made = make_folder(folder_); !made) return made;
  return write(file, random);
}

Result<void> UserStore::erase(const std::string& user_id, std::uint64_t time) const {
  // A file that no key opens any more is erased too: the duty does not end with the key.
  const auto file = read(user_id);
  if (!file && file.error().code != "user_file_damaged") return std::unexpected(file.error());
  const json::object object{{"format", kFormat}, {"userId", user_id}, {"state", "erased"}, {"time", time}};
  return replace_private_file(path_of(user_id), codec::json::canonical_text(object) + "\n");
}

}  // namespace kaisho::cli
