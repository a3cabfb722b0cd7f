#include <kaisho/base/hex.hpp>
#include <kaisho/founding/certificate.hpp>
#include <kaisho/node/genesis_file.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "network_commands.hpp"
#include "values.hpp"

// kaisho consortium certificate: a member's TLS certificate for another year.
namespace kaisho::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string folder, member;
  std::vector<std::string> hosts;
};

/// The host of "https://host:port", as the genesis document has it for the member.
Result<std::string> host_of(const fs::path& folder, const std::string& member) {
  const auto genesis = node::read_genesis(folder / "genesis.json");
  if (!genesis) return bad_input(genesis.error().code, genesis.error().text, genesis.error().next);
  for (const auto& founder : genesis->members) {
    if (founder.name != member || !founder.node) continue;
    const auto& url = founder.node->service_url;
    const auto start = std::string_view("https://").size();
    return url.substr(start, url.rfind(':') - start);
  }
  return bad_input("no_member", "genesis.json does not say where " + member + " is", "name its hosts with --host");
}

Result<Report> renew(Session&, const Options& options) {
  const auto folder = fs::absolute(options.folder).lexically_normal();
  const auto member = options.member.empty() ? (folder / "").parent_path().filename().string() : options.member;
  auto hosts = options.hosts;
  if (hosts.empty()) {
    auto host = host_of(folder, member);
    if (!host) return std::unexpected(host.error());
    hosts.push_back(std::move(*host));
  }
  auto key = read_file(folder / "keys/tls.key");
  if (!key) return std::unexpected(key.error());
  const auto now = node::SystemClock().now_ms() / 1000;
  const auto certificate = founding::self_signed(*key, {.member = member, .hosts = hosts, .now = now});
  crypto::wipe({reinterpret_cast<std::uint8_t*>(key->data()), key->size()});
  if (!certificate) return bad_input("tls", certificate.error());
  const auto pin = founding::certificate_pin(*certificate);
  if (!pin) return bad_input("tls", pin.error());
  const auto file = folder / "keys/tls.crt";
  if (auto written = write_file(file, *certificate); !written) return std::unexpected(written.error());
  const auto until = time_text(now + founding::kCertificateDays * 24 * 60 * 60 - 60);
  return Report{Table().row("certificate", file.string()).row("valid until", until).row("pin", to_hex(*pin)).text(),
                {{"certificate", file.string()}, {"validUntil", until}, {"pin", to_hex(*pin)}}};
}

}  // namespace

void add_certificate_command(CLI::App& consortium, Session& session) {
  add_command<Options>(
      consortium, session,
      {"certificate", "renew a member's TLS certificate with the same key, so that its pin stays",
       "consortium certificate ./consortium/bank"},
      [](CLI::App& command, Options& options) {
        command.add_option("FOLDER", options.folder, "the member's folder")->required();
        command.add_option("--member", options.member, "its name, where the folder is called otherwise");
        command.add_option("--host", options.hosts, "name or address in it; may be repeated; else as in genesis.json");
      },
      renew);
}

}  // namespace kaisho::cli
