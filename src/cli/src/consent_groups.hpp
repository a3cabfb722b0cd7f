#pragma once

#include "session.hpp"

namespace kaisho::cli {

// Parts of kaisho consent draft.
void add_entrust_drafts(CLI::App& draft, Session& session);  // entrust, entrust-anew
void add_token_drafts(CLI::App& draft, Session& session);    // issue, distribute, upgrade, change

}  // namespace kaisho::cli
