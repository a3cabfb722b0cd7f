#pragma once

#include "session.hpp"

namespace kaisho::cli {

// Commands of the group "user" that stand in files of their own.
void add_user_identity_commands(CLI::App& user, Session& session);    // request, check, profile, rectify, erase, and:
void add_user_decide_command(CLI::App& user, Session& session);       // decide
void add_user_entrusting_commands(CLI::App& user, Session& session);  // entrust-anew, withdraw, clerk, region

}  // namespace kaisho::cli
