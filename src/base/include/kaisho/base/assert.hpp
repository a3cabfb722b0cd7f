#pragma once

/// Assertions for programmer's errors. They stay on in release: going on after a broken invariant costs more than the
/// check. Never use one on bytes from a peer, a disk or a user.
#define KAISHO_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : ::kaisho::detail::assertion_failed(#condition, __FILE__, __LINE__))

namespace kaisho::detail {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}
