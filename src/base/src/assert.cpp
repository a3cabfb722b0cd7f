#include "kaisho/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace kaisho::detail {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "kaisho: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace kaisho::detail
