#pragma once

#include "session.hpp"

namespace kaisho::cli {

// Parts of kaisho consent.
void add_consent_drafts(CLI::App& consent, Session& session);  // draft

}  // namespace kaisho::cli
