#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "report.hpp"

namespace CLI {
class App;
}

namespace kaisho::cli {

/// What all commands of one run share.
struct Session {
  std::ostream& out;
  std::ostream& err;
  bool json = false;
  std::function<Result<Report>()> action;  ///< of the command that was parsed
};

/// Description and a line that works; both stand in the help.
struct Words {
  std::string_view name;
  std::string_view description;
  std::string_view example;  ///< without "kaisho "
};

/// A word that only holds commands: "kaisho key …".
CLI::App& add_group(CLI::App& parent, std::string_view name, std::string_view description);

/// A command. `Options` lives as long as the parser; `declare` adds its options, `act` runs after parsing.
template <class Options>
CLI::App& add_command(CLI::App& parent, Session& session, const Words& words,
                      const std::function<void(CLI::App&, Options&)>& declare,
                      std::function<Result<Report>(Session&, const Options&)> act);

// One function per group of commands, one file each.
void add_chain_commands(CLI::App& app, Session& session);            // dev, node, replay
void add_compare_commands(CLI::App& app, Session& session);          // compare
void add_consortium_commands(CLI::App& app, Session& session);       // consortium
void add_key_commands(CLI::App& app, Session& session);              // key
void add_program_commands(CLI::App& app, Session& session);          // program
void add_user_commands(CLI::App& app, Session& session);             // user
void add_private_commands(CLI::App& app, Session& session);          // private
void add_consent_commands(CLI::App& app, Session& session);          // consent
void add_apply_commands(CLI::App& app, Session& session);            // apply
void add_policy_commands(CLI::App& app, Session& session);           // policy
void add_deploy_commands(CLI::App& app, Session& session);           // deploy
void add_contract_commands(CLI::App& app, Session& session);         // call, send, token
void add_audit_commands(CLI::App& app, Session& session);            // audit
void add_verify_command(CLI::App& app, Session& session);            // verify
void add_pack_commands(CLI::App& audit, Session& session);           // audit pack, audit checkpoint
void add_snapshot_commands(CLI::App& app, Session& session);         // snapshot, store
void add_program_diff_command(CLI::App& program, Session& session);  // program diff
void add_peer_commands(CLI::App& app, Session& session);             // peers, checkpoint
void add_completion_command(CLI::App& app, Session& session);        // completion

/// The whole parser.
[[nodiscard]] std::unique_ptr<CLI::App> make_parser(Session& session);

}  // namespace kaisho::cli
