#pragma once

#include "session.hpp"

namespace kaisho::cli {

// The parts of kaisho private that go between members' nodes.
void add_private_send_commands(CLI::App& group, Session& session);  // send, ask, cancel
void add_private_held_commands(CLI::App& group, Session& session);  // list, show, erase

/// kaisho private rekey.
void add_private_rekey_command(CLI::App& group, Session& session);

}  // namespace kaisho::cli
