#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/drafts.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "package_folder.hpp"

// kaisho deploy: organizations agree to one deployment, and one of them carries it out (G7).
namespace kaisho::cli {
namespace {

struct SignOptions {
  NodeOption node;
  KeyOption key;
  std::uint64_t application = 0;
  std::string out;
};

struct RunOptions {
  NodeOption node;
  KeyOption key;
  std::uint64_t application = 0;
  std::string folder, consent;
  std::vector<std::string> signatures;
  Gas gas = 0;
};

Result<Report> sign(Session&, const SignOptions& options) {
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto application = require_application(ledger, options.application);
    if (!application) return std::unexpected(application.error());
    const auto policy = governance::current_policy(ledger, application->token_id);
    if (!policy) return fail(ExitCode::refused, "no_policy", "the token has no policy");
    const auto chain = ask_quantity(node, "eth_chainId");
    if (!chain) return std::unexpected(chain.error());
    const Hash approval = governance::approval_digest(ledger, *application, policy->text, *chain);
    const auto signature = to_hex(ByteView(governance::sign_digest(*key, approval)));
    if (auto written = write_file(options.out, signature + "\n"); !written) return std::unexpected(written.error());
    return Report{Table()
                      .row("signed by", to_hex(crypto::address_of(*key)))
                      .row("application", std::to_string(application->number) + " to " +
                                              std::string(governance::describe(application->application_class)) + " " +
                                              application->token_id)
                      .row("package", to_hex(application->package_hash))
                      .row("policy", policy->text)
                      .row("file", options.out)
                      .text(),
                  {{"signature", signature}, {"policy", policy->text}}};
  });
}

Result<std::vector<Bytes>> read_signatures(const std::vector<std::string>& files) {
  std::vector<Bytes> signatures;
  for (const auto& name : files) {
    auto text = read_file(name);
    if (!text) return std::unexpected(text.error());
    if (text->ends_with('\n')) text->pop_back();
    auto bytes = from_hex(*text);
    if (!bytes || bytes->size() != 65) return bad_input("bad_signature_file", name + " holds no signature");
    signatures.push_back(std::move(*bytes));
  }
  return signatures;
}

/// The application's class, which says what is to be done.
Result<governance::ApplicationClass> class_of(const RunOptions& options) {
  auto found = governance::ApplicationClass::issue;
  const auto read = read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto application = require_application(ledger, options.application);
    if (!application) return std::unexpected(application.error());
    found = application->application_class;
    return Report{};
  });
  if (!read) return std::unexpected(read.error());
  return found;
}

Result<Report> run_state(const RunOptions& options, std::string_view action) {
  const auto signatures = read_signatures(options.signatures);
  if (!signatures) return std::unexpected(signatures.error());
  return govern(options.node, options.key, governance::calls::change_state(options.application, *signatures),
                Table().row("done", std::string(action)), {}, options.gas);
}

Result<Report> run(Session&, const RunOptions& options) {
  using Class = governance::ApplicationClass;
  const auto what = class_of(options);
  if (!what) return std::unexpected(what.error());
  if (*what == Class::pause || *what == Class::resume || *what == Class::retire) {
    return run_state(options, governance::describe(*what));
  }
  if (options.folder.empty() || options.consent.empty()) {
    return bad_input("missing_option", "a program is brought in by its package and its consent",
                     "add --package and --consent");
  }
  const auto package = read_package(options.folder);
  if (!package) return std::unexpected(package.error());
  const auto consent = read_consent(options.consent);
  if (!consent) return std::unexpected(consent.error());
  const auto signatures = read_signatures(options.signatures);
  if (!signatures) return std::unexpected(signatures.error());
  const Bytes call =
      *what == Class::upgrade
          ? governance::calls::upgrade(options.application, package->creation_code, consent->arguments, *signatures)
          : governance::calls::deploy(options.application, package->code_to_issue(), consent->arguments, *signatures);
  auto sent = govern(options.node, options.key, call, {}, {}, options.gas);
  if (!sent) return sent;
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto application = require_application(ledger, options.application);
    if (!application) return std::unexpected(application.error());
    sent->data["contract"] = to_hex(application->deployed);
    sent->text = "contract     " + to_hex(application->deployed) + "\n" + sent->text;
    return *sent;
  });
}

}  // namespace

void add_deploy_commands(CLI::App& app, Session& session) {
  auto& deploy = add_group(app, "deploy", "agree to a deployment or a change and carry it out (G7)");
  add_command<SignOptions>(
      deploy, session,
      {"sign", "sign, as an organization, that this application may be carried out under the policy in force",
       "deploy sign 1 --key consortium/keys/bank.key --out bank.signature"},
      [](CLI::App& command, SignOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "the organization's operator");
        command.add_option("APPLICATION", options.application, "its number")->required();
        command.add_option("--out", options.out, "file for the signature")->required();
      },
      sign);
  add_command<RunOptions>(
      deploy, session,
      {"run", "deploy, upgrade, pause, resume or retire as consented; every node checks everything by itself",
       "deploy run 1 --package build/contracts/bond --consent issue.json --signature bank.signature "
       "--signature broker.signature --key consortium/keys/bank.key"},
      [](CLI::App& command, RunOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "an organization's operator");
        command.add_option("APPLICATION", options.application, "its number")->required();
        command.add_option("--package", options.folder, "the program's folder; not to pause, resume or retire");
        command.add_option("--consent", options.consent, "the consent to issue or upgrade, for the arguments");
        command.add_option("--signature", options.signatures, "file of deploy sign; may be repeated");
        command.add_option("--gas", options.gas,
                           "gas limit; without it the node is asked first, and what it would refuse is not sent");
      },
      run);
}

}  // namespace kaisho::cli
