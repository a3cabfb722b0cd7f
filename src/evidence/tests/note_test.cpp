#include "kaisho/evidence/note.hpp"

#include <gtest/gtest.h>

#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

// c2sp.org/signed-note and golang.org/x/mod/sumdb/note: the example of their documentation
constexpr std::string_view kGoKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

SignedNote a_note() {
  SignedNote note{"hello\n\nworld\n", {}};
  note.signatures.push_back(sign_note(note.text, "bank", organization_key(1)));
  note.signatures.push_back(sign_note(note.text, "broker", organization_key(2)));
  return note;
}

NoteError error_of(std::string_view text) {
  const auto note = parse_note(text);
  EXPECT_FALSE(note.has_value()) << text;
  return note ? NoteError{} : note.error();
}

TEST(Note, reads_and_verifies_the_example_of_the_go_package) {
  const auto key = parse_verifier_key(kGoKey);
  const auto note = parse_note(kGoNote);
  ASSERT_TRUE(key.has_value());
  ASSERT_TRUE(note.has_value());
  EXPECT_TRUE(note->is_signed_by(*key));
  EXPECT_EQ(note->to_text(), kGoNote);
  EXPECT_EQ(key->to_text(), kGoKey);
}

TEST(Note, carries_several_signatures) {
  const auto note = parse_note(a_note().to_text());
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(*note, a_note());
  EXPECT_TRUE(note->is_signed_by(verifier("bank", 1)));
  EXPECT_TRUE(note->is_signed_by(verifier("broker", 2)));
}

TEST(Note, is_not_signed_by_another_key_or_the_same_key_under_another_name) {
  EXPECT_FALSE(a_note().is_signed_by(verifier("bank", 2)));
  EXPECT_FALSE(a_note().is_signed_by(verifier("exchange", 1)));
  auto other_text = a_note();
  other_text.text = "hello\n";
  EXPECT_FALSE(other_text.is_signed_by(verifier("bank", 1)));
  auto other_id = a_note();
  other_id.signatures[0].key_id.bytes[0] ^= 1;
  EXPECT_FALSE(other_id.is_signed_by(verifier("bank", 1)));
}

TEST(Note, refuses_malformed_texts_by_name) {
  const auto good = a_note().to_text();
  EXPECT_EQ(error_of(""), NoteError::no_signatures);
  EXPECT_EQ(error_of("text\n"), NoteError::no_signatures);
  EXPECT_EQ(error_of("text\n\n"), NoteError::no_signatures);
  EXPECT_EQ(error_of(good.substr(0, good.size() - 1)), NoteError::bad_signature_line);
  EXPECT_EQ(error_of("\ttext\n\n" + good), NoteError::bad_text);
  EXPECT_EQ(error_of("\xc3\xa9\n\n" + good), NoteError::bad_text) << "beyond ASCII";
  EXPECT_EQ(error_of("text\n\n- bank AAAAAAAA\n"), NoteError::bad_signature_line);
  EXPECT_EQ(error_of("text\n\n\xe2\x80\x94 bank AAAAA\n"), NoteError::bad_signature_line);
  EXPECT_EQ(error_of("text\n\n\xe2\x80\x94 ba+nk AAAAAAAA\n"), NoteError::bad_key_name);
  EXPECT_EQ(error_of("text\n\n\xe2\x80\x94  AAAAAAAA\n"), NoteError::bad_key_name);
  EXPECT_EQ(error_of(std::string(kMaxNoteSize + 1, 'a')), NoteError::too_large);
}

TEST(VerifierKey, refuses_what_is_none) {
  EXPECT_EQ(parse_verifier_key("bank"), std::unexpected(NoteError::bad_key));
  EXPECT_EQ(parse_verifier_key("+00000000+AAAA"), std::unexpected(NoteError::bad_key_name));
  EXPECT_EQ(parse_verifier_key("bank+00000000+AAAA"), std::unexpected(NoteError::bad_key));
  auto text = verifier("bank", 1).to_text();
  EXPECT_EQ(parse_verifier_key(text), verifier("bank", 1));
  text[5] = text[5] == '0' ? '1' : '0';
  EXPECT_EQ(parse_verifier_key(text), std::unexpected(NoteError::wrong_key_id));
}

}  // namespace
}  // namespace kaisho::evidence
