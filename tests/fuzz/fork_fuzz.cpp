#include <kaisho/base/assert.hpp>
#include <kaisho/evidence/fork.hpp>

/// Fork evidence: no text harms the verifier, and what a reader takes is written back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace evidence = kaisho::evidence;
  const auto text = kaisho::text_of({data, size});
  if (const auto fork = evidence::read_fork(text)) {
    KAISHO_ASSERT(evidence::is_fork_text(text));
    const auto written = evidence::write_fork(*fork);
    KAISHO_ASSERT(evidence::read_fork(written) == *fork);
    KAISHO_ASSERT(evidence::verify_fork_for_people(written, {}).exit_code ==
                  evidence::verify_fork_for_people(text, {}).exit_code);
  }
  return 0;
}
