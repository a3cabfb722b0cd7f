#pragma once

#include "session.hpp"

namespace kaisho::cli {

// kaisho member and its parts.
void add_member_commands(CLI::App& app, Session& session);
void add_member_card_command(CLI::App& member, Session& session);
void add_member_proposal_commands(CLI::App& member, Session& session);
void add_member_node_commands(CLI::App& member, Session& session);

}  // namespace kaisho::cli
