#include <kaisho/base/assert.hpp>
#include <kaisho/evidence/verify.hpp>

/// Evidence packs, notes, checkpoints and verifier keys: no text harms the verifier, and what a reader takes is written
/// back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace evidence = kaisho::evidence;
  const auto text = kaisho::text_of({data, size});
  if (const auto pack = evidence::read_pack(text)) {
    const auto written = evidence::write_pack(*pack);
    const auto again = evidence::read_pack(written);
    KAISHO_ASSERT(again && evidence::write_pack(*again) == written);
    const auto verdict = evidence::verify_for_people(text, {});
    KAISHO_ASSERT(verdict.exit_code == evidence::verify_for_people(written, {}).exit_code);
  }
  if (const auto note = evidence::parse_note(text)) KAISHO_ASSERT(note->to_text() == text);
  if (const auto checkpoint = evidence::parse_checkpoint(text)) {
    KAISHO_ASSERT(evidence::checkpoint_text(*checkpoint) == text);
  }
  if (const auto key = evidence::parse_verifier_key(text)) KAISHO_ASSERT(key->to_text() == text);
  return 0;
}
