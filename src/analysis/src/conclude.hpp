#pragma once

#include "bytecode.hpp"
#include "trials.hpp"

namespace kaisho::analysis {

/// Writes powers, findings and the check of usable() from what was read and tried.
void conclude(Play& play, const CodeFacts& code, bool has_fallback, ProgramFacts& facts);

}  // namespace kaisho::analysis
