#include "kaisho/evidence/checkpoint.hpp"

#include <gtest/gtest.h>

#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

TEST(Checkpoint, is_three_lines) {
  const Checkpoint checkpoint{"kaisho/1/0011223344556677", 12, Hash{}};
  const std::string text = "kaisho/1/0011223344556677\n12\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  EXPECT_EQ(checkpoint_text(checkpoint), text);
  EXPECT_EQ(parse_checkpoint(text), checkpoint);
}

TEST(Checkpoint, names_the_chain_by_its_number_and_its_genesis) {
  const auto hash = *fixed_from_hex<Hash>("0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  EXPECT_EQ(checkpoint_origin(31337, hash), "kaisho/31337/0011223344556677");
}

TEST(Checkpoint, refuses_every_other_text) {
  const std::string root = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
  for (const auto& text : {std::string(""), "o\n1\n" + root.substr(0, root.size() - 1), "\n1\n" + root,
                           "o\n01\n" + root, "o\n-1\n" + root, "o\n18446744073709551616\n" + root,
                           std::string("o\n1\nAAAA\n"), "o\n1\n" + root + "extension\n", "o\n1\n\n" + root}) {
    EXPECT_EQ(parse_checkpoint(text), std::nullopt) << text;
  }
}

TEST(Checkpoint, is_signed_by_several) {
  const SampleChain chain;
  const auto note = parse_note(chain.signed_checkpoint(4));
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(parse_checkpoint(note->text), chain.checkpoint(4));
  for (const auto& key : SampleChain::signers()) EXPECT_TRUE(note->is_signed_by(key)) << key.name;
}

}  // namespace
}  // namespace kaisho::evidence
