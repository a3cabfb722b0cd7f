#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/evm/evm.hpp>

#include "abi_text.hpp"
#include "command.hpp"
#include "consent_file.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "package_option.hpp"
#include "package_transfer.hpp"
#include "program_groups.hpp"
#include "program_ledger.hpp"
#include "values.hpp"

// kaisho program explain: what a user sees before a consent (G13).
namespace kaisho::cli {
namespace {

struct ExplainOptions {
  NodeOption node;
  PackageOption package;
  std::string token, user, consent, language = "en", format = "text", out;
  std::vector<std::string> arguments;
};

/// What is known before the program is tried.
struct Asked {
  analysis::Explanation page;
  analysis::Question question;
  governance::Package package;
};

/// The constructor's arguments: of a consent, of the command, or those with which the token runs.
Result<Bytes> arguments_of(const ExplainOptions& options, const governance::Package& package) {
  if (!options.consent.empty()) {
    const auto file = read_consent(options.consent);
    if (!file) return std::unexpected(file.error());
    const auto* issue = std::get_if<governance::IssueConsent>(&file->consent);
    if (issue == nullptr) return bad_input("wrong_consent_kind", "this is a consent to " + file->kind());
    if (issue->package_hash != package.hash) {
      return fail(ExitCode::refused, "other_package", "the consent is for package " + to_hex(issue->package_hash),
                  "explain that one: add --package-hash " + to_hex(issue->package_hash));
    }
    return file->arguments;
  }
  const auto types = codec::abi::parse_types(package.constructor_inputs);
  if (!types) return bad_input("bad_package", "the constructor takes types that are not supported");
  const auto values = parse_values(*types, options.arguments);
  if (!values) return std::unexpected(values.error());
  auto arguments = codec::abi::encode(*types, *values);
  if (!arguments) return bad_input("bad_argument", std::string(codec::abi::describe(arguments.error())));
  return std::move(*arguments);
}

std::vector<std::string> readable(const std::string& inputs, const Bytes& arguments) {
  std::vector<std::string> lines;
  const auto types = codec::abi::parse_types(inputs);
  if (!types) return lines;
  const auto values = codec::abi::decode(*types, arguments);
  for (std::size_t i = 0; values && i < types->size(); ++i) {
    lines.push_back((*types)[i].text() + " " + value_to_text((*types)[i], (*values)[i]));
  }
  return lines;
}

Result<void> add_user(const LedgerReader& ledger, const std::string& user_id, Asked& asked) {
  const auto user = require_user(ledger, user_id);
  if (!user) return std::unexpected(user.error());
  asked.page.user = asked.question.issuer = user->user_id;
  asked.question.issuer_account = user->account;
  if (const auto vorg = governance::find_member(ledger, user->vorg)) {
    asked.page.vorg = asked.question.organization = vorg->name;
    asked.question.operator_account = vorg->operator_account;
  }
  return {};
}

/// The version that runs, tried with its own arguments.
Result<void> add_running(RpcClient& node, const governance::TokenRecord& token, const ledger::Executor& executor,
                         Asked& asked) {
  if (token.deployed.is_zero() || token.package_hash == asked.package.hash) return {};
  auto arguments = arguments_of_running(node, token);
  if (!arguments) return std::unexpected(arguments.error());
  const auto package = get_package(node, token.package_hash);
  if (!package) return std::unexpected(package.error());
  auto question = asked.question;
  question.constructor_arguments = std::move(*arguments);
  asked.page.running = analysis::analyse(*package, question, executor);
  return {};
}

/// The package that is meant where only a token is named: of the user's application, else the newest version.
std::optional<Hash> package_of_token(const LedgerReader& ledger, const governance::TokenRecord& token,
                                     const std::string& user) {
  const auto number = user.empty() ? 0 : governance::application_of(ledger, user, token.token_id);
  if (const auto application = governance::find_application(ledger, number)) return application->package_hash;
  if (token.package_count == 0) return std::nullopt;
  return governance::package_at(ledger, token.token_id, token.package_count - 1);
}

Result<governance::Package> package_from(const ExplainOptions& options, RpcClient* node, const LedgerReader* ledger) {
  const bool is_named = !options.package.source.empty() || !options.package.hash.empty();
  if (is_named || ledger == nullptr || options.token.empty()) return options.package.open(options.node);
  const auto token = require_token(*ledger, options.token);
  if (!token) return std::unexpected(token.error());
  const auto hash = package_of_token(*ledger, *token, options.user);
  if (!hash) return fail(ExitCode::refused, "no_such_package", "no program is registered for this token");
  return get_package(*node, *hash);
}

Result<Report> give(const ExplainOptions& options, const analysis::Explanation& page, analysis::Language language) {
  std::string text = options.format == "html"   ? page.to_html(language)
                     : options.format == "json" ? page.to_json(language) + "\n"
                                                : page.to_text(language);
  const auto data = codec::json::parse(page.to_json(language), {.max_size = std::size_t{64} << 20, .max_depth = 16});
  Report report{std::move(text), data && data->is_object() ? data->get_object() : boost::json::object{}};
  if (!options.out.empty()) {
    if (auto written = write_file(options.out, report.text); !written) return std::unexpected(written.error());
    report.text = Table().row("written", options.out).text();
  }
  while (report.text.ends_with('\n')) report.text.pop_back();
  return report;
}

Result<Asked> ask(const ExplainOptions& options, RpcClient* node, const LedgerReader* ledger,
                  const ledger::Executor& executor) {
  Asked asked;
  auto package = package_from(options, node, ledger);
  if (!package) return std::unexpected(package.error());
  asked.package = std::move(*package);
  const auto& token_id = asked.package.manifest.token_id;
  if (!options.token.empty() && options.token != token_id) {
    return fail(ExitCode::refused, "other_token", "the package is for token " + token_id);
  }
  const auto token = ledger == nullptr ? std::nullopt : governance::find_token(*ledger, token_id);
  const bool runs = token && !token->deployed.is_zero() && token->package_hash == asked.package.hash;
  const bool is_given = !options.consent.empty() || !options.arguments.empty() || !runs;
  auto arguments = is_given ? arguments_of(options, asked.package) : arguments_of_running(*node, *token);
  if (!arguments) return std::unexpected(arguments.error());
  asked.question.constructor_arguments = std::move(*arguments);
  asked.page.arguments = readable(asked.package.constructor_inputs, asked.question.constructor_arguments);
  if (ledger == nullptr) return asked;

  const auto time = latest_time(*node);
  if (!time) return std::unexpected(time.error());
  asked.question.time = std::max<Timestamp>(*time, 1);
  if (!options.user.empty()) {
    if (auto added = add_user(*ledger, options.user, asked); !added) return std::unexpected(added.error());
  }
  asked.page.results = results_of(*ledger, asked.package.hash);
  if (const auto policy = governance::current_policy(*ledger, token_id)) asked.page.policy = policy->text;
  if (!token) return asked;
  if (auto added = add_running(*node, *token, executor, asked); !added) {
    asked.page.running_fault = added.error().text;
  }
  return asked;
}

Result<Report> explain(Session&, const ExplainOptions& options) {
  const auto language = analysis::language_of(options.language);
  if (!language) return bad_input("bad_argument", "there are no words in '" + options.language + "'", "use en or ja");
  const auto executor = evm::make_executor();
  const auto finish = [&](Result<Asked> asked) -> Result<Report> {
    if (!asked) return std::unexpected(asked.error());
    asked->page.facts = analysis::analyse(asked->package, asked->question, *executor);
    return give(options, asked->page, *language);
  };
  const bool asks_ledger = !options.token.empty() || !options.user.empty() || !options.package.hash.empty();
  if (!asks_ledger) return finish(ask(options, nullptr, nullptr, *executor));
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) {
    return finish(ask(options, &node, &ledger, *executor));
  });
}

void declare(CLI::App& app, ExplainOptions& options) {
  options.node.declare(app);
  options.package.declare(app);
  app.add_option("--token", options.token, "its package, results and running version as the ledger has them");
  app.add_option("--user", options.user, "for whom it is deployed, with the entrusted organization");
  app.add_option("--consent", options.consent, "the consent's file: what the program starts with");
  app.add_option("--arguments", options.arguments, "what the program's constructor is given, without a consent");
  app.add_option("--language", options.language, "en or ja")->capture_default_str();
  app.add_option("--format", options.format, "text, html or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "html", "json"}));
  app.add_option("--out", options.out, "write it to a file");
}

/// A value of the type that no program has a reason to refuse.
codec::abi::Value made_up(const codec::abi::Type& type, const std::string& token_id) {
  using Kind = codec::abi::Type::Kind;
  using codec::abi::Value;
  switch (type.kind()) {
    case Kind::uint:
      return Value::of(type.size() > 24 ? 1'000'000 : 1);
    case Kind::integer:
      return Value::of(1);
    case Kind::address:
      return Value::of(Address{{0xac, 0xc0, 0x17, 0x75, 0x9a, 0x3c, 0x51, 0x8e, 0x2b, 0xd4,
                                0x66, 0xf0, 0x97, 0x1d, 0xc8, 0x3a, 0x5f, 0xe2, 0x84, 0x0b}});
    case Kind::boolean:
      return Value::of(true);
    case Kind::fixed_bytes:
      return Value::of(Bytes(type.size()));
    case Kind::bytes:
      return Value::of(Bytes{});
    case Kind::string:
      return Value::of(token_id);
    case Kind::array:
      return Value::list({made_up(type.inner()[0], token_id)});
    case Kind::fixed_array:
      return Value::list(Value::List(type.size(), made_up(type.inner()[0], token_id)));
    case Kind::tuple:
      break;
  }
  Value::List parts;
  for (const auto& inner : type.inner()) parts.push_back(made_up(inner, token_id));
  return Value::list(std::move(parts));
}

}  // namespace

Result<analysis::ProgramFacts> try_program(const governance::Package& package,
                                           const std::vector<std::string>& arguments) {
  const auto types = codec::abi::parse_types(package.constructor_inputs);
  if (!types) return bad_input("bad_package", "the constructor takes types that are not supported");
  codec::abi::Values values;
  if (arguments.empty()) {
    for (const auto& type : *types) values.push_back(made_up(type, package.manifest.token_id));
  } else {
    auto given = parse_values(*types, arguments);
    if (!given) return std::unexpected(given.error());
    values = std::move(*given);
  }
  auto encoded = codec::abi::encode(*types, values);
  if (!encoded) return bad_input("bad_argument", std::string(codec::abi::describe(encoded.error())));
  analysis::Question question;
  question.constructor_arguments = std::move(*encoded);
  return analysis::analyse(package, question, *evm::make_executor());
}

void add_program_explain(CLI::App& program, Session& session) {
  add_command<ExplainOptions>(
      program, session,
      {"explain", "say what a program can do and who has power over it, before anybody agrees (G13)",
       "program explain --user acme --token ACME-2031 --consent issue.json --language ja --format html --out "
       "page.html"},
      declare, explain);
}

}  // namespace kaisho::cli
