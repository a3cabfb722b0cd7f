#pragma once

namespace kaisho::bench {

/// Prints what deciding about ordinary policies of 64 organizations costs.
void print_policies();

}  // namespace kaisho::bench
