#pragma once

#include "session.hpp"

namespace kaisho::cli {

void add_alert_commands(CLI::App& audit, Session& session);  // audit status, alerts, watch

}  // namespace kaisho::cli
