#include "kaisho/governance/consent.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/eip712.hpp>

#include "kaisho/governance/records.hpp"

namespace kaisho::governance {
namespace {

constexpr ChainId kChain = 31337;

Hash repeated(std::uint8_t byte) {
  Hash hash;
  hash.bytes.fill(byte);
  return hash;
}

Address ten() {
  Address address;
  address.bytes.fill(0x0a);
  return address;
}

Terms terms() { return {repeated(4), "en", "bond", "one bond", 1'800'001'000, repeated(5)}; }

const EntrustConsent kEntrust{"acme", ten(), "bank", repeated(1), terms()};
const IssueConsent kIssue{"acme", "BOND", repeated(1), repeated(2), "bank", terms()};
const DistributeConsent kDistribute{"acme", "BOND", repeated(1), "bank", terms()};
const Withdrawal kWithdrawal{"acme", "BOND", 7, repeated(1), repeated(2), "ja"};
const Attestation kAttestation{"BOND", repeated(1), true, repeated(2)};
const DeployApproval kApproval{7, "BOND", repeated(1), repeated(2), repeated(3)};

// The expected digests were computed with ethers 6 (TypedDataEncoder.hash) from the types of docs/formats/consent.md.
TEST(Consent, G10_has_the_digest_that_wallets_compute) {
  EXPECT_EQ(to_hex(digest(kEntrust, kChain)), "0x028e7836e4e2f67fad6be3a5f3df6d42802d4cca15b1e6889a1e9f78797883b5");
  EXPECT_EQ(to_hex(digest(kIssue, kChain)), "0xc041459dd995c660f0ee40de1467a87c084a4ad8e20da314110fcb0c85597ef3");
  EXPECT_EQ(to_hex(digest(kDistribute, kChain)), "0xa0560eaeea3cf420c85aea548a7e908fc4370ca51d3f6a2858d89363d1c13f70");
  EXPECT_EQ(to_hex(digest(kWithdrawal, kChain)), "0xf133a7273dd6491237c64369bd2920345bbb4671eab26e8fe3e5cfb85ea9c446");
  EXPECT_EQ(to_hex(digest(kAttestation, kChain)), "0x743056c3e006f5467d46a29245a1647d735215e0687fa99c8ec858030830bf14");
  EXPECT_EQ(to_hex(digest(kApproval, kChain)), "0x9b07a0dd176234d735127f1e4815d96f9aaa8fb0c3e1ea806ceb6de370d98efe");
}

TEST(Consent, G10_gives_wallets_a_document_of_the_same_digest) {
  namespace eip712 = codec::eip712;
  EXPECT_EQ(eip712::digest_of_json(to_json(kEntrust, kChain)), digest(kEntrust, kChain));
  EXPECT_EQ(eip712::digest_of_json(to_json(kIssue, kChain)), digest(kIssue, kChain));
  EXPECT_EQ(eip712::digest_of_json(to_json(kDistribute, kChain)), digest(kDistribute, kChain));
  EXPECT_EQ(eip712::digest_of_json(to_json(kWithdrawal, kChain)), digest(kWithdrawal, kChain));
  EXPECT_EQ(eip712::digest_of_json(to_json(kAttestation, kChain)), digest(kAttestation, kChain));
  EXPECT_EQ(eip712::digest_of_json(to_json(kApproval, kChain)), digest(kApproval, kChain));
}

TEST(Consent, G10_is_for_one_chain_only) { EXPECT_NE(digest(kIssue, 1), digest(kIssue, 2)); }

TEST(Consent, G10_says_in_english_what_is_agreed) {
  EXPECT_EQ(text(kIssue),
            "Consent to issue\n"
            "I, user acme, agree that the program of token BOND is deployed once for me.\n"
            "Program package (SHA-256): " +
                to_hex(repeated(1)) +
                "\n"
                "Constructor arguments (Keccak-256): " +
                to_hex(repeated(2)) +
                "\n"
                "It can not be deployed without the signature of bank, the organization that I entrust.\n"
                "Purpose: bond\n"
                "Scope: one bond\n"
                "Valid until: 2027-01-15 08:16:40 UTC\n"
                "I can withdraw this consent at any time.\n");
}

TEST(Consent, G10_says_in_japanese_what_is_agreed) {
  auto consent = kDistribute;
  consent.terms.language = "ja";
  EXPECT_TRUE(text(consent).starts_with(
      "保有と取引への同意\n私(利用者 acme)は、トークン BOND を保有し取引することに同意します。\n"));
  EXPECT_TRUE(text(consent).ends_with("有効期限: 2027-01-15 08:16:40 UTC\n私はこの同意をいつでも撤回できます。\n"));
  EXPECT_NE(text_hash(text(consent)), text_hash(text(kDistribute)));
}

TEST(Consent, G10_writes_dates_by_the_calendar) {
  const auto valid_until = [](Timestamp time) {
    auto consent = kDistribute;
    consent.terms.expiry = time;
    const std::string whole = text(consent);
    const auto at = whole.find("Valid until: ") + 13;
    return whole.substr(at, whole.find('\n', at) - at);
  };
  EXPECT_EQ(valid_until(0), "1970-01-01 00:00:00 UTC");
  EXPECT_EQ(valid_until(951'782'399), "2000-02-28 23:59:59 UTC");
  EXPECT_EQ(valid_until(951'782'400), "2000-02-29 00:00:00 UTC");
  EXPECT_EQ(valid_until(4'107'542'400), "2100-03-01 00:00:00 UTC");
  EXPECT_EQ(valid_until(253'402'300'799), "9999-12-31 23:59:59 UTC");
  EXPECT_EQ(valid_until(253'402'300'800), "253402300800 s since 1970-01-01 UTC");
}

TEST(Consent, G10_holds_the_hash_of_its_own_text) {
  EXPECT_EQ(with_text(kIssue).terms.text_hash, text_hash(text(kIssue)));
  EXPECT_EQ(with_text(kWithdrawal).text_hash, text_hash(text(kWithdrawal)));
  EXPECT_TRUE(is_known_language("en") && is_known_language("ja") && !is_known_language("EN"));
}

TEST(Consent, G10_knows_its_signer_and_takes_no_second_form_of_a_signature) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = 5;
  const auto key = crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes)).value();
  const Hash hash = digest(kIssue, kChain);
  const Bytes signature = sign_digest(key, hash);
  EXPECT_EQ(signer_of(hash, signature), crypto::address_of(key));

  // n - s with the other parity is the same signature by the curve's symmetry (EIP-2 refuses it).
  const auto order = fixed_from_hex<Word>("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").value();
  const auto s = Word::from(std::span<const std::uint8_t, 32>(signature.data() + 32, 32));
  const Word high = word_of(number_of(order).checked_sub(number_of(s)).value());
  Bytes mirrored = signature;
  std::ranges::copy(high.bytes, mirrored.begin() + 32);
  mirrored[64] = signature[64] == 27 ? 28 : 27;
  EXPECT_EQ(signer_of(hash, mirrored), std::nullopt);
  EXPECT_EQ(signer_of(hash, Bytes(65)), std::nullopt);
  EXPECT_EQ(signer_of(hash, Bytes(64, 1)), std::nullopt);
}

}  // namespace
}  // namespace kaisho::governance
