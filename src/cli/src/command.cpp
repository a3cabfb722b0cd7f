#include "command.hpp"

#include <algorithm>
#include <ostream>

#include "abi_text.hpp"
#include "access_commands.hpp"
#include "kaisho/cli/main.hpp"
#include "member_groups.hpp"

namespace kaisho::cli {
namespace {

constexpr std::string_view kExitCodes =
    "Exit codes: 0 done, 1 refused, 2 bad input, 3 no node answers, 4 this machine said no.\n"
    "Start here: kaisho dev, or kaisho consortium new --help. All commands: docs/start/commands.md";

/// Parser errors in the form of all others. Help and version come as "errors" with exit code 0.
int conclude_parsing(const CLI::App& app, const CLI::ParseError& error, const Session& session) {
  if (error.get_exit_code() == 0) return app.exit(error, session.out, session.err);
  const Failure failure{ExitCode::bad_input, "bad_usage", error.what(), "look at the command with --help"};
  return conclude(std::unexpected(failure), session.json, session.out, session.err);
}

/// "--arguments", "--new-arguments": a program's, one behind the other.
bool is_arguments(const CLI::Option& option) {
  return std::ranges::any_of(option.get_lnames(), [](const auto& name) { return name.ends_with("arguments"); });
}

/// An option that may be repeated takes one word each time: the parser's own rule is that it takes all words up to the
/// next option, and so the positional argument behind it.
void take_one_word_each(CLI::App& app) {
  for (auto* option : app.get_options()) {
    const bool is_list = !option->get_positional() && option->get_expected_max() > 1;
    if (is_list && !is_arguments(*option)) option->allow_extra_args(false);
  }
  for (auto* word : app.get_subcommands({})) take_one_word_each(*word);
}

}  // namespace

CLI::App& add_group(CLI::App& parent, std::string_view name, std::string_view description) {
  auto* group = parent.add_subcommand(std::string(name), std::string(description));
  group->require_subcommand(1);
  return *group;
}

CLI::App& add_word(CLI::App& parent, Session& session, const Words& words) {
  auto* app = parent.add_subcommand(std::string(words.name), std::string(words.description));
  app->add_flag("--json", session.json, "print one JSON object for machines");
  app->footer("Example: kaisho " + std::string(words.example));
  return *app;
}

std::unique_ptr<CLI::App> make_parser(Session& session) {
  auto app = std::make_unique<CLI::App>("Kaisho: a consortium's token ledger on which nothing runs without a consent",
                                        "kaisho");
  app->set_version_flag("--version", "kaisho " KAISHO_VERSION);
  app->require_subcommand(1);
  app->footer(std::string(kExitCodes));
  add_chain_commands(*app, session);
  add_compare_commands(*app, session);
  add_consortium_commands(*app, session);
  add_key_commands(*app, session);
  add_program_commands(*app, session);
  add_user_commands(*app, session);
  add_consent_commands(*app, session);
  add_private_commands(*app, session);
  add_apply_commands(*app, session);
  add_policy_commands(*app, session);
  add_member_commands(*app, session);
  add_deploy_commands(*app, session);
  add_contract_commands(*app, session);
  add_audit_commands(*app, session);
  add_snapshot_commands(*app, session);
  add_verify_command(*app, session);
  add_peer_commands(*app, session);
  add_access_commands(*app, session);
  add_completion_command(*app, session);
  take_one_word_each(*app);
  return app;
}

namespace {

/// The command line for the parser, which takes the last one first. "[a,b]" is one argument here: the value of an
/// array.
std::vector<std::string> words_of(int argc, const char* const* argv) {
  std::vector<std::string> words;
  for (int i = argc - 1; i > 0; --i) {
    std::string word = argv[i];
    if (word.starts_with('[') && word.ends_with(']')) word.insert(word.begin(), kWholeText);
    words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
  Session session{out, err, false, {}};
  const auto app = make_parser(session);
  try {
    app->parse(words_of(argc, argv));
  } catch (const CLI::ParseError& error) {
    return conclude_parsing(*app, error, session);
  }
  try {
    return conclude(session.action(), session.json, out, err);
  } catch (const std::exception& error) {  // memory, or a library's own; everything expected is a Failure
    const Failure failure{ExitCode::environment, "unexpected", error.what(), "please report this"};
    return conclude(std::unexpected(failure), session.json, out, err);
  }
}

}  // namespace kaisho::cli
