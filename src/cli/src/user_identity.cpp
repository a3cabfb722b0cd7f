#include "user_identity.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/node/system.hpp>

namespace kaisho::cli {

Report about(const UserFile& file) {
  return {Table()
              .row("user", file.user_id)
              .row("identity", file.identity + (file.method.empty() ? "" : " by " + file.method))
              .row("profile hash", to_hex(file.profile.root()))
              .text(),
          {{"userId", file.user_id},
           {"identity", file.identity},
           {"method", file.method},
           {"profileHash", to_hex(file.profile.root())}}};
}

Result<Report> keep(const UserStore& store, const UserFile& file) {
  node::SystemRandom random;
  if (auto written = store.write(file, random); !written) return std::unexpected(written.error());
  return about(file);
}

Result<UserFile> undecided(const UserStore& store, const std::string& user) {
  auto file = store.read(user);
  if (!file || file->identity == "requested") return file;
  return fail(ExitCode::refused, "identity_decided",
              "the identity of user " + user + " is " + file->identity + " already by " + file->method,
              "a changed profile begins anew: kaisho user rectify");
}

}  // namespace kaisho::cli
