#include "kaisho/services/sign_in_service.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/governance/signature.hpp>

#include "errors.hpp"

namespace kaisho::services {
namespace {

/// EIP-191, version 0x45.
Hash personal_digest(std::string_view message) {
  Bytes prefixed = bytes_of(
      "\x19"
      "Ethereum Signed Message:\n" +
      std::to_string(message.size()));
  append(prefixed, view_of(message));
  return crypto::keccak256(prefixed);
}

std::unexpected<Error> refuse_sign_in(std::string text) { return fail(ErrorCode::refused, std::move(text)); }

std::unexpected<Error> unknown_nonce() {
  return fail(ErrorCode::not_found, "The nonce is none of this node's, was used, or is older than five minutes.");
}

}  // namespace

SignInService::Challenge SignInService::challenge(const std::string& from) {
  std::array<std::uint8_t, 16> bytes{};
  needs_.random.fill(bytes);
  const auto now = sessions_.now();
  Challenge made{to_hex_plain(bytes), now, now + kChallengeLife};
  sessions_.expect(made.nonce, from);
  return made;
}

Result<void> SignInService::check(const SignInMessage& message,
                                  const std::function<bool(std::string_view)>& is_own_domain) const {
  const auto time = sessions_.now();
  if (message.version != "1") return refuse_sign_in("Only version 1 of EIP-4361 is known here.");
  if (!is_own_domain(message.domain)) {
    return refuse_sign_in("The message is for " + message.domain + ", not for this node: do not sign it elsewhere.");
  }
  if (message.chain_id != needs_.ledger.chain_id()) {
    return refuse_sign_in("This is chain " + std::to_string(needs_.ledger.chain_id()) + ".");
  }
  if (message.issued_at > time + kClockDifference || message.issued_at + kChallengeLife < time) {
    return refuse_sign_in("The message was not issued within the last five minutes.");
  }
  if (message.expires && *message.expires <= time) return refuse_sign_in("The message has expired.");
  if (message.not_before && *message.not_before > time) return refuse_sign_in("The message is not valid yet.");
  return {};
}

bool SignInService::signed_by(const Address& account, std::string_view message, ByteView signature) const {
  const auto digest = personal_digest(message);
  if (const auto parsed = crypto::parse_rsv(signature); parsed && crypto::is_low_s(*parsed)) {
    const auto signer = crypto::recover(digest, *parsed);
    if (signer && *signer == account) return true;
  }
  // A passkey shows its key beside the signature, and the account is made of the key.
  const auto passkey = governance::parse_passkey(signature);
  if (passkey && governance::passkey_account(passkey->key) == account && governance::check(*passkey, digest)) {
    return true;
  }
  // ERC-1271: a contract says itself whether a signature is its own.
  const auto code = needs_.ledger.code(account, Tag::latest);
  if (!code || code->empty()) return false;
  static const auto kFunction = codec::abi::Function::of("isValidSignature(bytes32,bytes)");
  const std::vector<codec::abi::Value> arguments{codec::abi::Value::of(digest), codec::abi::Value::of(signature)};
  const auto data = kFunction.encode_call(arguments);
  if (!data) return false;
  const auto answer = needs_.ledger.call({.to = account, .gas = 1'000'000, .data = *data}, Tag::latest);
  Bytes magic = bytes_of(kFunction.selector().view());
  magic.resize(32);  // as the ledger compares it: the selector, and zeros behind it
  return answer && answer->output == magic;
}

Result<SignInService::Opened> SignInService::open(std::string_view text, ByteView signature,
                                                  const std::function<bool(std::string_view)>& is_own_domain) {
  const auto message = parse_sign_in(text);
  if (!message) return fail(ErrorCode::invalid_request, message.error());
  if (auto fine = check(*message, is_own_domain); !fine) return std::unexpected(fine.error());
  // Before a contract is asked, which costs: who has no challenge of this node makes it run nothing.
  if (!sessions_.expects(message->nonce)) return unknown_nonce();
  if (!signed_by(message->address, text, signature)) {
    return refuse_sign_in("The signature is not that of " + checksummed(message->address) + ".");
  }
  const Book::Session session{message->address,
                              std::min(sessions_.now() + kSessionLife, message->expires.value_or(~Timestamp{0}))};
  if (!sessions_.take(message->nonce)) return unknown_nonce();
  auto token = sessions_.open(session);
  if (!token) return fail(ErrorCode::unavailable, "Too many sessions: try again later.");
  return Opened{*std::move(token), {session.who, session.expires}};
}

std::optional<SignInService::Session> SignInService::find(std::string_view token) {
  const auto session = sessions_.find(token);
  if (!session) return std::nullopt;
  return Session{session->who, session->expires};
}

}  // namespace kaisho::services
