#pragma once

#include "session.hpp"

namespace kaisho::cli {

/// The part of kaisho private that goes between members' nodes: send, list, show, ask.
void add_private_node_commands(CLI::App& group, Session& session);

/// kaisho private rekey.
void add_private_rekey_command(CLI::App& group, Session& session);

}  // namespace kaisho::cli
