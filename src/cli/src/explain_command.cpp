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
#include "program_start.hpp"
#include "values.hpp"

// kaisho program explain: what a user sees before a consent (G13).
namespace kaisho::cli {
namespace {

struct ExplainOptions {
  NodeOption node;
  PackageOption package;
  std::string token, user, consent, call, language = "en", format = "text", out;
  std::vector<std::string> arguments;
};

/// What is known before the program is tried.
struct Asked {
  analysis::Explanation page;
  analysis::Question question;
  governance::Package package;
};

/// With what the program starts: of a consent, or of the command.
Result<Bytes> arguments_of(const ExplainOptions& options, const governance::Package& package) {
  if (!options.consent.empty()) {
    const auto file = read_consent(options.consent);
    if (!file) return std::unexpected(file.error());
    if (auto same = brings_in(*file, package.hash); !same) return std::unexpected(same.error());
    return file->arguments;
  }
  auto start = start_of(package, options.call, options.arguments);
  if (!start) return std::unexpected(start.error());
  return std::move(start->encoded);
}

std::vector<std::string> readable(const governance::Package& package, const Bytes& arguments) {
  std::vector<std::string> lines;
  const auto started = analysis::starting_values(package, arguments);
  for (std::size_t i = 0; started && i < started->types.size(); ++i) {
    lines.push_back(started->types[i].text() + " " + value_to_text(started->types[i], started->values[i]));
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

using Versions = Result<std::vector<analysis::EarlierVersion>>;

/// Everything that ran for the token, the running version last.
Versions what_ran(RpcClient& node, const governance::TokenRecord& token) {
  const auto versions = versions_that_ran(node, token);
  if (!versions) return std::unexpected(versions.error());
  std::vector<analysis::EarlierVersion> all;
  for (const auto& version : *versions) {
    auto package = get_package(node, version.package);
    if (!package) return std::unexpected(package.error());
    all.push_back({std::move(*package), version.arguments, version.at});
  }
  return all;
}

/// The version that runs, tried with its own arguments, on what came before it.
void add_running(std::vector<analysis::EarlierVersion> ran, const ledger::Executor& executor, Asked& asked) {
  auto question = asked.question;
  auto running = std::move(ran.back());
  ran.pop_back();
  question.constructor_arguments = std::move(running.arguments);
  question.earlier = std::move(ran);
  asked.page.running = analysis::analyse(running.package, question, executor);
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
  const bool is_given = !options.consent.empty() || !options.arguments.empty() || !options.call.empty() || !runs;
  auto ran = token && !token->deployed.is_zero() ? what_ran(*node, *token) : Versions{};
  if (!ran && !is_given) return std::unexpected(ran.error());
  auto arguments = is_given ? arguments_of(options, asked.package) : Result<Bytes>(ran->back().arguments);
  if (!arguments) return std::unexpected(arguments.error());
  asked.question.constructor_arguments = std::move(*arguments);
  if (ran) asked.question.earlier.assign(ran->begin(), ran->end() - (runs ? 1 : 0));
  asked.page.arguments = readable(asked.package, asked.question.constructor_arguments);
  if (ledger == nullptr) return asked;

  const auto time = latest_time(*node);
  if (!time) return std::unexpected(time.error());
  asked.question.time = std::max<Timestamp>(*time, 1);
  if (!options.user.empty()) {
    if (auto added = add_user(*ledger, options.user, asked); !added) return std::unexpected(added.error());
  }
  asked.page.results = results_of(*ledger, asked.package.hash);
  if (const auto policy = governance::current_policy(*ledger, token_id)) asked.page.policy = policy->text;
  if (!ran) {
    asked.page.running_fault = ran.error().text;
  } else if (!ran->empty() && !runs) {
    add_running(std::move(*ran), executor, asked);
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
  app.add_option("--call", options.call, "behind a proxy: the function that is called first, with these arguments");
  app.add_option("--language", options.language, "en or ja")->capture_default_str();
  app.add_option("--format", options.format, "text, html or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "html", "json"}));
  app.add_option("--out", options.out, "write it to a file");
}

}  // namespace

Result<analysis::ProgramFacts> try_program(const governance::Package& package, const std::string& call,
                                           const std::vector<std::string>& arguments) {
  auto start = call.empty() && arguments.empty() ? made_up_start(package) : start_of(package, call, arguments);
  if (!start) return std::unexpected(start.error());
  analysis::Question question;
  question.constructor_arguments = std::move(start->encoded);
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
