#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/ed25519.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "key_file.hpp"

// kaisho key: key files of users and organizations.
namespace kaisho::cli {
namespace {

struct Options {
  std::string file;
};

Report about(const std::string& file, const Address& address) {
  return {Table().row("file", file).row("account", to_hex(address)).text(),
          {{"file", file}, {"account", to_hex(address)}}};
}

Result<Report> make(Session&, const Options& options) {
  node::SystemRandom random;
  const auto key = create_key(options.file, random);
  if (!key) return std::unexpected(key.error());
  return about(options.file, crypto::address_of(*key));
}

Result<Report> show(Session&, const Options& options) {
  const auto key = read_key(options.file);
  if (!key) return std::unexpected(key.error());
  return about(options.file, crypto::address_of(*key));
}

void declare(CLI::App& app, Options& options) {
  app.add_option("FILE", options.file, "the key file: 0x and 64 hex digits, readable by you only")->required();
}

}  // namespace

void add_key_commands(CLI::App& app, Session& session) {
  auto& key = add_group(app, "key", "make key files and show their accounts");
  add_command<Options>(key, session, {"new", "make a key in a new file of mode 0600", "key new alice.key"}, declare,
                       make);
  add_command<Options>(key, session, {"address", "show the account of a key file", "key address alice.key"}, declare,
                       show);
}

}  // namespace kaisho::cli
