#pragma once

#include "session.hpp"

namespace kaisho::cli {

void add_access_commands(CLI::App& app, Session& session);  // access

}  // namespace kaisho::cli
