#include <unistd.h>

#include <iostream>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>

#include "abi_text.hpp"
#include "command.hpp"
#include "consent_file.hpp"
#include "consent_groups.hpp"
#include "files.hpp"
#include "key_file.hpp"
#include "node_option.hpp"
#include "passkey_file.hpp"
#include "values.hpp"

// kaisho consent: asking a user, showing what is asked, and the user's signature.
namespace kaisho::cli {
namespace {

struct FileOptions {
  std::string file, assertion, organization, paper;
  KeyOption key;
  bool yes = false;
  bool typed_data = false;
};

std::string readable(const ConsentFile& file) {
  auto text = file.text();
  while (text.ends_with('\n')) text.pop_back();
  if (!file.arguments.empty()) {
    // Behind a proxy the arguments are a call, and its signature stands where the types would.
    const auto signature = parse_signature(file.argument_types);
    const auto types = signature
                           ? std::expected<std::vector<codec::abi::Type>, codec::abi::Error>(signature->function.inputs)
                           : codec::abi::parse_types(file.argument_types);
    const ByteView encoded =
        ByteView(file.arguments).subspan(signature ? std::min<std::size_t>(4, file.arguments.size()) : 0);
    const auto values =
        types ? codec::abi::decode(*types, encoded) : std::expected<codec::abi::Values, codec::abi::Error>({});
    text += signature ? "\n\nThe program is first called with " + file.argument_types + ":"
                      : std::string("\n\nThe program starts with:");
    for (std::size_t i = 0; types && values && i < types->size(); ++i) {
      text += "\n  " + (*types)[i].text() + " " + value_to_text((*types)[i], (*values)[i]);
    }
  }
  return text;
}

/// Who signed in which form, as far as the file alone can tell.
struct Signer {
  std::optional<Address> account;
  std::string words = "not signed";
};

Signer signer_of(const ConsentFile& file) {
  if (const auto own = governance::signer_of(file.digest(), file.signature)) {
    return {own, "signed by " + to_hex(*own)};
  }
  if (const auto assertion = governance::parse_passkey(file.signature)) {
    const auto account = governance::passkey_account(assertion->key);
    const auto good = governance::check(*assertion, file.digest());
    if (!good) return {{}, "a passkey's signature that is refused: " + good.error()};
    return {account, "signed by the passkey of account " + to_hex(account)};
  }
  if (const auto paper = governance::parse_witnessed(file.signature)) {
    const governance::Witness witness{file.digest(), paper->user_id, paper->organization, paper->paper};
    const auto clerk = governance::signer_of(governance::digest(witness, file.chain_id), paper->signature);
    if (!clerk) return {{}, "a clerk's signature that is none"};
    return {clerk, "WITNESSED ON PAPER by clerk " + to_hex(*clerk) + " of " + paper->organization +
                       ": weaker than a signature of the user's own"};
  }
  if (file.signature.empty()) return {};
  return {{}, "bytes that only the user's contract account can judge (ERC-1271)"};
}

Report about(const ConsentFile& file) {
  const auto [signer, by] = signer_of(file);
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

/// The user read and agreed where the passkey is; here the answer is only checked.
Result<Report> attach_assertion(ConsentFile file, const FileOptions& options) {
  if (options.assertion.empty())
    return bad_input("bad_argument", "nobody signs", "--key USER.key, or --assertion FILE");
  const auto assertion = read_assertion(options.assertion);
  if (!assertion) return std::unexpected(assertion.error());
  if (const auto good = governance::check(*assertion, file.digest()); !good) {
    return fail(ExitCode::refused, "BadPasskeySignature", "the passkey's signature is refused: " + good.error(),
                "ask with the challenge " + codec::base64::encode_url(file.digest().view()));
  }
  file.signature = governance::encode(*assertion);
  if (auto written = write_file(options.file, to_json(file)); !written) return std::unexpected(written.error());
  return about(file);
}

std::string user_of(const ConsentFile& file) {
  return std::visit([](const auto& held) { return held.user_id; }, file.consent);
}

/// A clerk's word that the user agreed on paper.
Result<Report> witness(Session& session, const FileOptions& options) {
  auto file = read_consent(options.file);
  if (!file) return std::unexpected(file.error());
  const auto paper = read_file(options.paper);
  if (!paper) return std::unexpected(paper.error());
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  if (auto agreed = confirm(session, *file, options.yes); !agreed) return std::unexpected(agreed.error());
  const governance::Witness document{file->digest(), user_of(*file), options.organization,
                                     crypto::sha256(view_of(*paper))};
  file->signature = governance::encode(
      governance::WitnessedSignature{document.user_id, document.organization, document.paper,
                                     governance::sign_digest(*key, governance::digest(document, file->chain_id))});
  if (auto written = write_file(options.file, to_json(*file)); !written) return std::unexpected(written.error());
  return about(*file);
}

Result<Report> sign(Session& session, const FileOptions& options) {
  auto file = read_consent(options.file);
  if (!file) return std::unexpected(file.error());
  if (options.key.file.empty()) return attach_assertion(std::move(*file), options);
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  if (auto agreed = confirm(session, *file, options.yes); !agreed) return std::unexpected(agreed.error());
  file->signature = governance::sign_digest(*key, file->digest());
  if (auto written = write_file(options.file, to_json(*file)); !written) return std::unexpected(written.error());
  return about(*file);
}

void declare_show(CLI::App& app, FileOptions& options) {
  app.add_option("FILE", options.file, "the consent's file")->required();
  app.add_flag("--typed-data", options.typed_data, "print the document for a wallet (eth_signTypedData_v4)");
}

void declare_witness(CLI::App& app, FileOptions& options) {
  app.add_option("FILE", options.file, "the consent's file")->required();
  options.key.declare(app, "the clerk");
  app.add_option("--organization", options.organization, "for which the clerk acts")->required();
  app.add_option("--paper", options.paper, "scan of the signed paper; only its hash is told")->required();
  app.add_flag("--yes", options.yes, "do not ask: I saw it signed");
}

void declare_sign(CLI::App& app, FileOptions& options) {
  app.add_option("FILE", options.file, "the consent's file")->required();
  app.add_option("--key", options.key.file, "key file of the user");
  app.add_option("--assertion", options.assertion, "JSON file with what the user's passkey answered");
  app.add_flag("--yes", options.yes, "do not ask: I have read it");
}

}  // namespace

void add_consent_commands(CLI::App& app, Session& session) {
  auto& consent = add_group(app, "consent", "what a user agrees to: ask, read, sign");
  auto& draft = add_group(consent, "draft", "write the consent that a user is asked for");
  add_entrust_drafts(draft, session);
  add_token_drafts(draft, session);
  add_command<FileOptions>(consent, session, {"show", "show what is asked and who signed", "consent show issue.json"},
                           declare_show, show);
  add_command<FileOptions>(consent, session,
                           {"sign", "sign as the user, after reading", "consent sign issue.json --key acme.key"},
                           declare_sign, sign);
  add_command<FileOptions>(
      consent, session,
      {"witness", "sign as a clerk that the user agreed on paper (weaker than the user's own signature)",
       "consent witness entrust.json --organization bank --paper scan.pdf --key clerk.key"},
      declare_witness, witness);
}

}  // namespace kaisho::cli
