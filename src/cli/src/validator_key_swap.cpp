#include "validator_key_swap.hpp"

#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/secret.hpp>
#include <kaisho/founding/engine_key.hpp>

#include "files.hpp"
#include "log_json.hpp"

namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;
using crypto::ed25519::PublicKey;

std::optional<PublicKey> key_of(const boost::json::value& validator) {
  if (!validator.is_object()) return std::nullopt;
  const auto* key = validator.get_object().if_contains("pub_key");
  if (key == nullptr || !key->is_object()) return std::nullopt;
  const auto bytes = codec::base64::decode(member_text(key->get_object(), "value"));
  return bytes ? fixed_from<PublicKey>(*bytes) : std::nullopt;
}

}  // namespace

fs::path validator_key_file(const fs::path& home) { return home / "config/priv_validator_key.json"; }
fs::path next_validator_key_file(const fs::path& home) { return home / "config/priv_validator_key.next.json"; }

Result<std::optional<PublicKey>> next_validator_key(const fs::path& home) {
  const auto file = next_validator_key_file(home);
  std::error_code error;
  if (!fs::exists(file, error)) return std::optional<PublicKey>();
  auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  const auto key = founding::validator_key_in(*text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
  if (key) return key;
  return bad_input("bad_validator_key", file.string() + " is no validator key of CometBFT",
                   "move it away; the next kaisho member rotate-validator-key makes another one");
}

Result<PublicKey> make_next_validator_key(const fs::path& home, SecureRandom& random) {
  std::error_code error;
  if (!fs::exists(validator_key_file(home), error)) {
    return bad_input("no_validator_key", "there is no " + validator_key_file(home).string(),
                     "--home is the home folder of your CometBFT process");
  }
  const auto waiting = next_validator_key(home);
  if (!waiting) return std::unexpected(waiting.error());
  if (const std::optional<PublicKey>& kept = *waiting) return *kept;
  const auto seed = crypto::Secret<32>::random(random);
  auto text = founding::validator_key_json(seed);
  const auto written = create_private_file(next_validator_key_file(home), text);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  if (!written) return std::unexpected(written.error());
  return crypto::ed25519::KeyPair::from_seed(seed).public_key();
}

Result<std::vector<PublicKey>> voting_keys(RpcClient& engine) {
  // Without a height CometBFT tells the set of the next block; a consortium has at most 64 members.
  const auto answer = engine.call("validators", {nullptr, "1", "100"});
  if (!answer) return std::unexpected(answer.error());
  std::vector<PublicKey> keys;
  const auto* list = answer->is_object() ? answer->get_object().if_contains("validators") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return fail(ExitCode::unreachable, "node_answer_malformed", engine.url() + " does not answer as CometBFT does");
  }
  for (const auto& validator : list->get_array()) {
    if (const auto key = key_of(validator)) keys.push_back(*key);
  }
  return keys;
}

Result<fs::path> swap_validator_key(const fs::path& home, Timestamp now) {
  const auto waiting = next_validator_key(home);
  if (!waiting) return std::unexpected(waiting.error());
  if (!*waiting) {
    return fail(ExitCode::refused, "no_next_key", "no next key waits in " + next_validator_key_file(home).string());
  }
  const auto kept = home / "config" / ("priv_validator_key." + std::to_string(now) + ".json");
  std::error_code error;
  fs::create_hard_link(validator_key_file(home), kept, error);
  if (!error) fs::rename(next_validator_key_file(home), validator_key_file(home), error);
  if (error) {
    return fail(ExitCode::environment, "file_not_writable", "cannot change the key files: " + error.message());
  }
  return kept;
}

}  // namespace kaisho::cli
