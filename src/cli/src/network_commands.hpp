#pragma once

#include "session.hpp"

// The commands of the group "consortium" that consortium_commands.cpp does not hold itself.
namespace kaisho::cli {

void add_network_commands(CLI::App& consortium, Session& session);     // consortium up, status, down
void add_certificate_command(CLI::App& consortium, Session& session);  // consortium certificate

}  // namespace kaisho::cli
