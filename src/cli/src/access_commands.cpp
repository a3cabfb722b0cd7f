#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/node/config.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/peering/certificate.hpp>
#include <kaisho/services/access_service.hpp>

#include "access_commands.hpp"
#include "command.hpp"
#include "files.hpp"
#include "values.hpp"

// kaisho access: who may use a node's REST interface (docs/operate/access.md). Works on the node's folder, whether the
// node runs or not.
namespace kaisho::cli {
namespace {

struct ListOptions {
  std::string config = "node.toml";
};

struct AddOptions {
  std::string config = "node.toml", name, organization, certificate;
  std::string credential, public_key, origin, relying_party;  // of a passkey
  std::vector<std::string> roles;
  unsigned days = 90;
};

struct RevokeOptions {
  std::string config = "node.toml", id;
};

constexpr Timestamp kDay = 86'400;

Timestamp now() { return node::SystemClock().now_ms() / 1'000; }

Result<services::AccessBook> book_of(const std::string& config_file) {
  const auto config = node::read_config(config_file);
  if (!config) return bad_input(config.error().code, config.error().text, config.error().next);
  return services::AccessBook(config->access);
}

std::unexpected<Failure> not_done(const std::string& why) { return fail(ExitCode::environment, "access_file", why); }

Result<services::AccessBook::Draft> draft_of(const AddOptions& options) {
  services::AccessBook::Draft draft{.name = options.name, .organization = options.organization};
  for (const auto& role : options.roles) {
    const auto number = services::role_number(role);
    if (!number)
      return bad_input("unknown_role", "there is no role '" + role + "'", "registrar, auditor, administrator");
    draft.roles |= *number;
  }
  if (options.days < 1 || options.days > 3'650) return bad_input("bad_days", "--days is from 1 to 3650");
  draft.created = now();
  draft.expires = draft.created + options.days * kDay;
  return draft;
}

std::string roles_text(const services::AccessEntry& entry) { return joined(services::role_names(entry.roles)); }

boost::json::object data_of(const services::AccessEntry& entry) {
  boost::json::array roles;
  for (const auto& role : services::role_names(entry.roles)) roles.emplace_back(role);
  return {{"id", entry.id},
          {"kind", services::name_of(entry.kind)},
          {"name", entry.name},
          {"organization", entry.organization},
          {"roles", std::move(roles)},
          {"created", entry.created},
          {"expires", entry.expires},
          {"revoked", entry.revoked},
          {"valid", entry.valid_at(now())}};
}

Table table_of(const services::AccessEntry& entry) {
  return Table()
      .row("id", entry.id)
      .row("kind", std::string(services::name_of(entry.kind)))
      .row("for", entry.name + ", " + roles_text(entry) + " of " + entry.organization)
      .row("until", time_text(entry.expires));
}

Result<Report> create_token(Session&, const AddOptions& options) {
  const auto book = book_of(options.config);
  if (!book) return std::unexpected(book.error());
  const auto draft = draft_of(options);
  if (!draft) return std::unexpected(draft.error());
  node::SystemRandom random;
  const auto created = book->create_token(*draft, random);
  if (!created) return not_done(created.error());
  auto data = data_of(created->entry);
  data["token"] = created->token;
  return Report{table_of(created->entry).row("token", created->token).text() +
                    "\nkeep it secret; it is shown this once, and the node keeps only its hash",
                std::move(data)};
}

Result<Report> add_certificate(Session&, const AddOptions& options) {
  const auto book = book_of(options.config);
  if (!book) return std::unexpected(book.error());
  const auto draft = draft_of(options);
  if (!draft) return std::unexpected(draft.error());
  const auto text = read_file(options.certificate);
  if (!text) return std::unexpected(text.error());
  const auto certificate = peering::read_certificate(*text);
  if (!certificate) return bad_input("bad_certificate", options.certificate + ": " + certificate.error());
  node::SystemRandom random;
  const auto entry = book->add_certificate(*draft, certificate->pin.sha256, random);
  if (!entry) return fail(ExitCode::refused, "already_known", entry.error());
  auto data = data_of(*entry);
  data["pin"] = to_hex(certificate->pin.sha256);
  return Report{table_of(*entry).row("key's pin", to_hex(certificate->pin.sha256)).text(), std::move(data)};
}

/// The host of an origin: the widest RP ID that is always allowed (WebAuthn Level 3, section 5.1.3).
std::string host_of(std::string_view origin) {
  const auto begin = origin.find("://") + 3;
  return std::string(origin.substr(begin, origin.find(':', begin) - begin));
}

/// Pages that browsers let use passkeys: over https, or of this machine.
bool is_origin(std::string_view text) {
  constexpr std::string_view kSecure = "https://", kHere = "http://localhost";
  const bool secure = text.starts_with(kSecure) && text.size() > kSecure.size();
  const bool here = text == kHere || text.starts_with(std::string(kHere) + ":");
  return (secure || here) && text.size() <= 255 &&
         text.find_first_of("/?# ", text.find("://") + 3) == std::string_view::npos;
}

Result<services::AccessEntry::Passkey> passkey_of(const AddOptions& options) {
  services::AccessEntry::Passkey passkey;
  passkey.credential = codec::base64::decode_url(options.credential).value_or(Bytes{});
  if (passkey.credential.empty() || passkey.credential.size() > services::AccessEntry::kMostCredential) {
    return bad_input("bad_credential", "--credential is no ID of a credential", "credential.id, in base64url");
  }
  const auto key = crypto::p256::from_spki(codec::base64::decode_url(options.public_key).value_or(Bytes{}));
  if (!key) {
    return bad_input("bad_public_key", "--public-key is no P-256 key",
                     "credential.response.getPublicKey(), in base64url; ask for the algorithm -7 (ES256)");
  }
  if (!is_origin(options.origin)) {
    return bad_input("bad_origin", "--origin is that of the page that signs in, without a path",
                     "https://admin.bank.example");
  }
  passkey.key = *key;
  passkey.origin = options.origin;
  passkey.relying_party = options.relying_party.empty() ? host_of(options.origin) : options.relying_party;
  const auto host = host_of(options.origin);
  if (host != passkey.relying_party && !host.ends_with("." + passkey.relying_party)) {
    return bad_input("bad_relying_party", "--relying-party must be the origin's host or a domain above it", host);
  }
  return passkey;
}

Result<Report> add_passkey(Session&, const AddOptions& options) {
  const auto book = book_of(options.config);
  if (!book) return std::unexpected(book.error());
  const auto draft = draft_of(options);
  if (!draft) return std::unexpected(draft.error());
  auto passkey = passkey_of(options);
  if (!passkey) return std::unexpected(passkey.error());
  node::SystemRandom random;
  const auto entry = book->add_passkey(*draft, *std::move(passkey), random);
  if (!entry) return fail(ExitCode::refused, "already_known", entry.error());
  auto data = data_of(*entry);
  data["origin"] = entry->passkey->origin;
  data["relyingParty"] = entry->passkey->relying_party;
  return Report{table_of(*entry).row("signs in at", entry->passkey->origin).text(), std::move(data)};
}

Result<Report> list(Session&, const ListOptions& options) {
  const auto book = book_of(options.config);
  if (!book) return std::unexpected(book.error());
  const auto entries = book->list();
  if (!entries) return not_done(entries.error());
  Table table;
  boost::json::array data;
  for (const auto& entry : *entries) {
    const auto state = entry.revoked != 0 ? "revoked " + time_text(entry.revoked)
                                          : (entry.valid_at(now()) ? "until " : "expired ") + time_text(entry.expires);
    table.row(entry.id, std::string(services::name_of(entry.kind)) + "  " + entry.name + ", " + roles_text(entry) +
                            " of " + entry.organization + ", " + state);
    data.push_back(data_of(entry));
  }
  return Report{entries->empty() ? "nobody; make a token: kaisho access token create --help" : table.text(),
                {{"entries", std::move(data)}}};
}

Result<Report> revoke(Session&, const RevokeOptions& options) {
  const auto book = book_of(options.config);
  if (!book) return std::unexpected(book.error());
  const auto entry = book->revoke(options.id, now());
  if (!entry) return fail(ExitCode::refused, "not_revoked", entry.error(), "kaisho access list shows the entries");
  return Report{table_of(*entry).row("revoked", time_text(entry->revoked)).text(), data_of(*entry)};
}

void declare_config(CLI::App& app, std::string& config) {
  app.add_option("--config", config, "the node's node.toml")->capture_default_str();
}

void declare_add(CLI::App& app, AddOptions& options) {
  declare_config(app, options.config);
  app.add_option("--organization", options.organization, "for which the operator acts")->required();
  app.add_option("--name", options.name, "of the person or machine")->required();
  app.add_option("--role", options.roles, "registrar, auditor, administrator; may be repeated")
      ->required()
      ->delimiter(',');
  app.add_option("--days", options.days, "until it expires")->capture_default_str();
}

}  // namespace

void add_access_commands(CLI::App& app, Session& session) {
  auto& access = add_group(app, "access", "who may use a node's REST interface");
  auto& token = add_group(access, "token", "bearer tokens of operators");
  add_command<AddOptions>(
      token, session,
      {"create", "make a token; only its hash is kept",
       "access token create --config node.toml --organization bank --name alice --role registrar --days 30"},
      declare_add, create_token);
  auto& certificate = add_group(access, "certificate", "client certificates of operators");
  add_command<AddOptions>(
      certificate, session,
      {"add", "let the holder of this certificate's key in, over TLS",
       "access certificate add --certificate carol.crt --organization bank --name carol --role auditor"},
      [](CLI::App& command, AddOptions& options) {
        declare_add(command, options);
        command.add_option("--certificate", options.certificate, "PEM file; only its key counts")->required();
      },
      add_certificate);
  auto& passkey = add_group(access, "passkey", "passkeys of operators");
  add_command<AddOptions>(
      passkey, session,
      {"add", "let an operator sign in with this passkey (WebAuthn)",
       "access passkey add --credential wq3…Q --public-key MFk…w --origin https://admin.bank.example --organization "
       "bank --name dora --role administrator"},
      [](CLI::App& command, AddOptions& options) {
        declare_add(command, options);
        command.add_option("--credential", options.credential, "ID of the credential, base64url")->required();
        command.add_option("--public-key", options.public_key, "SubjectPublicKeyInfo of its P-256 key, base64url")
            ->required();
        command.add_option("--origin", options.origin, "of the page that signs in")->required();
        command.add_option("--relying-party", options.relying_party, "RP ID; the origin's host by default");
      },
      add_passkey);
  add_command<ListOptions>(
      access, session, {"list", "show tokens, certificates and passkeys", "access list --config node.toml"},
      [](CLI::App& command, ListOptions& options) { declare_config(command, options.config); }, list);
  add_command<RevokeOptions>(
      access, session,
      {"revoke", "end a token, certificate or passkey at once; a running node sees it with the next request",
       "access revoke 5f1d0c3a9b8e7d21"},
      [](CLI::App& command, RevokeOptions& options) {
        declare_config(command, options.config);
        command.add_option("ID", options.id, "of the entry")->required();
      },
      revoke);
}

}  // namespace kaisho::cli
