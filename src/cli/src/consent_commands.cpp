#include <unistd.h>

#include <chrono>
#include <iostream>
#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/node/system.hpp>

#include "abi_text.hpp"
#include "command.hpp"
#include "consent_file.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "node_option.hpp"
#include "package_folder.hpp"
#include "sender.hpp"
#include "values.hpp"

// kaisho consent: asking a user, showing what is asked, and the user's signature.
namespace kaisho::cli {
namespace {

struct DraftOptions {
  NodeOption node;
  std::string out, user, vorg, language = "en", purpose, scope;
  unsigned days = 365;
  std::string account, profile;              // entrust
  std::string token, package, package_hash;  // issue, distribute
  std::vector<std::string> arguments;        // issue
};

struct FileOptions {
  std::string file;
  KeyOption key;
  bool yes = false;
  bool typed_data = false;
};

std::string readable(const ConsentFile& file) {
  auto text = file.text();
  while (text.ends_with('\n')) text.pop_back();
  if (!file.arguments.empty()) {
    const auto types = codec::abi::parse_types(file.argument_types);
    const auto values =
        types ? codec::abi::decode(*types, file.arguments) : std::expected<codec::abi::Values, codec::abi::Error>({});
    text += "\n\nThe program starts with:";
    for (std::size_t i = 0; types && values && i < types->size(); ++i) {
      text += "\n  " + (*types)[i].text() + " " + value_to_text((*types)[i], (*values)[i]);
    }
  }
  return text;
}

governance::Terms draft_terms(const DraftOptions& options) {
  node::SystemRandom random;
  governance::Terms terms{.text_hash = {},
                          .language = options.language,
                          .purpose = options.purpose,
                          .scope = options.scope,
                          .expiry = node::SystemClock().now_ms() / 1000 + std::uint64_t{86'400} * options.days,
                          .salt = {}};
  random.fill(terms.salt.bytes);
  return terms;
}

Result<Report> store(const DraftOptions& options, ConsentFile file) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto chain = ask_quantity(*node, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  file.chain_id = *chain;
  if (!governance::is_known_language(options.language)) {
    return bad_input("bad_argument", "there is no text in the language '" + options.language + "'", "use en or ja");
  }
  if (auto written = write_file(options.out, to_json(file)); !written) return std::unexpected(written.error());
  return Report{
      Table().row("consent to", file.kind()).row("file", options.out).row("digest", to_hex(file.digest())).text(),
      {{"file", options.out}, {"kind", file.kind()}, {"digest", to_hex(file.digest())}}};
}

Result<Report> draft_entrust(Session&, const DraftOptions& options) {
  const auto account = parse_address(options.account);
  if (!account) return std::unexpected(account.error());
  Hash profile;
  if (!options.profile.empty()) {
    const auto content = read_file(options.profile);
    if (!content) return std::unexpected(content.error());
    node::SystemRandom random;  // the salt stays with the organization, beside the profile
    Hash salt;
    random.fill(salt.bytes);
    profile = crypto::sha256(salt.view(), view_of(*content));
    const auto kept = create_private_file(options.profile + ".salt", to_hex(salt) + "\n");
    if (!kept) return std::unexpected(kept.error());
  }
  const governance::EntrustConsent consent{options.user, *account, options.vorg, profile, draft_terms(options)};
  return store(options, ConsentFile{0, governance::with_text(consent), {}, {}, {}});
}

/// What the package says about itself, checked against its folder.
Result<Report> draft_issue(Session&, const DraftOptions& options) {
  const auto package = read_package(options.package);
  if (!package) return std::unexpected(package.error());
  const auto types = codec::abi::parse_types(package->constructor_inputs);
  if (!types) return bad_input("bad_package", "the constructor takes types that are not supported");
  const auto values = parse_values(*types, options.arguments);
  if (!values) return std::unexpected(values.error());
  const auto arguments = codec::abi::encode(*types, *values);
  if (!arguments) return bad_input("bad_argument", std::string(codec::abi::describe(arguments.error())));
  const governance::IssueConsent consent{options.user,  package->manifest.token_id,
                                         package->hash, crypto::keccak256(*arguments),
                                         options.vorg,  draft_terms(options)};
  return store(options, ConsentFile{0, governance::with_text(consent), *arguments, package->constructor_inputs, {}});
}

Result<Report> draft_distribute(Session&, const DraftOptions& options) {
  const auto package = parse_hash(options.package_hash);
  if (!package) return std::unexpected(package.error());
  const governance::DistributeConsent consent{options.user, options.token, *package, options.vorg,
                                              draft_terms(options)};
  return store(options, ConsentFile{0, governance::with_text(consent), {}, {}, {}});
}

Report about(const ConsentFile& file) {
  const auto signer = governance::signer_of(file.digest(), file.signature);
  const auto by = signer ? "signed by " + to_hex(*signer) : std::string("not signed");
  return {readable(file) + "\n\n" +
              Table()
                  .row("valid until", time_text(file.terms().expiry))
                  .row("digest", to_hex(file.digest()))
                  .row("signature", by)
                  .text(),
          {{"kind", file.kind()},
           {"text", file.text()},
           {"digest", to_hex(file.digest())},
           {"signer", signer ? boost::json::value(to_hex(*signer)) : boost::json::value()}}};
}

Result<Report> show(Session&, const FileOptions& options) {
  const auto file = read_consent(options.file);
  if (!file) return std::unexpected(file.error());
  if (options.typed_data) return Report{file->typed_data(), {{"typedData", file->typed_data()}}};
  return about(*file);
}

/// Whether a person at the terminal says yes. Without one, only --yes is an answer.
Result<void> confirm(Session& session, const ConsentFile& file, bool yes) {
  if (yes) return {};
  if (::isatty(STDIN_FILENO) == 0) {
    return bad_input("not_confirmed", "nobody is here to say yes", "read it with consent show, then add --yes");
  }
  session.err << readable(file) << "\n\nDo you agree? Type yes: " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "yes") return {};
  return fail(ExitCode::refused, "not_confirmed", "you did not agree; nothing was signed");
}

Result<Report> sign(Session& session, const FileOptions& options) {
  auto file = read_consent(options.file);
  if (!file) return std::unexpected(file.error());
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  if (auto agreed = confirm(session, *file, options.yes); !agreed) return std::unexpected(agreed.error());
  file->signature = governance::sign_digest(*key, file->digest());
  if (auto written = write_file(options.file, to_json(*file)); !written) return std::unexpected(written.error());
  return about(*file);
}

void declare_draft(CLI::App& app, DraftOptions& options) {
  options.node.declare(app);
  app.add_option("--user", options.user, "the user's ID")->required();
  app.add_option("--vorg", options.vorg, "the organization that the user entrusts")->required();
  app.add_option("--purpose", options.purpose, "what the consent is for")->required();
  app.add_option("--scope", options.scope, "how far it goes")->required();
  app.add_option("--language", options.language, "of the text: en or ja")->capture_default_str();
  app.add_option("--days", options.days, "how long it is valid")->capture_default_str()->check(CLI::Range(1, 36'500));
  app.add_option("--out", options.out, "the consent's file")->required();
}

void declare_entrust(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--account", options.account, "the user's own account")->required();
  app.add_option("--profile", options.profile, "the user's profile; only its salted hash leaves this machine");
}

void declare_issue(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--package", options.package, "the program's folder")->required();
  app.add_option("--arguments", options.arguments, "what the program's constructor is given");
}

void declare_distribute(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--package-hash", options.package_hash, "of the program that runs")->required();
}

void declare_show(CLI::App& app, FileOptions& options) {
  app.add_option("FILE", options.file, "the consent's file")->required();
  app.add_flag("--typed-data", options.typed_data, "print the document for a wallet (eth_signTypedData_v4)");
}

void declare_sign(CLI::App& app, FileOptions& options) {
  app.add_option("FILE", options.file, "the consent's file")->required();
  options.key.declare(app, "the user");
  app.add_flag("--yes", options.yes, "do not ask: I have read it");
}

}  // namespace

void add_consent_commands(CLI::App& app, Session& session) {
  auto& consent = add_group(app, "consent", "what a user agrees to: ask, read, sign");
  auto& draft = add_group(consent, "draft", "write the consent that a user is asked for");
  add_command<DraftOptions>(
      draft, session,
      {"entrust", "to entrust an organization with the user's tokens (G3)",
       "consent draft entrust --user acme --account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --vorg bank "
       "--purpose \"issue a bond\" --scope \"all tokens\" --out entrust.json"},
      declare_entrust, draft_entrust);
  add_command<DraftOptions>(draft, session,
                            {"issue", "to issue a token with exactly this program (G4)",
                             "consent draft issue --user acme --vorg bank --package build/contracts/bond --arguments … "
                             "--purpose \"issue a bond\" --scope \"this bond\" --out issue.json"},
                            declare_issue, draft_issue);
  add_command<DraftOptions>(draft, session,
                            {"distribute", "to hold and trade a token (G5)",
                             "consent draft distribute --user ines --vorg broker --token ACME-2031 --package-hash 0x… "
                             "--purpose \"invest\" --scope \"hold and trade\" --out distribute.json"},
                            declare_distribute, draft_distribute);
  add_command<FileOptions>(consent, session, {"show", "show what is asked and who signed", "consent show issue.json"},
                           declare_show, show);
  add_command<FileOptions>(consent, session,
                           {"sign", "sign as the user, after reading", "consent sign issue.json --key acme.key"},
                           declare_sign, sign);
}

}  // namespace kaisho::cli
