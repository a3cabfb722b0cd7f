#include "kaisho/services/sign_in_service.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/crypto/secret.hpp>

#include "errors.hpp"

namespace kaisho::services {
namespace {

constexpr std::string_view kTokenPrefix = "kss_";

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

}  // namespace

void SignInService::drop_expired() {
  const auto time = now();
  std::erase_if(challenges_, [&](const auto& entry) { return entry.second < time; });
  std::erase_if(sessions_, [&](const auto& entry) { return entry.second.expires < time; });
}

Result<SignInService::Challenge> SignInService::challenge() {
  std::array<std::uint8_t, 16> bytes{};
  needs_.random.fill(bytes);
  Challenge made{to_hex_plain(bytes), now(), now() + kChallengeLife};
  const std::scoped_lock lock(mutex_);
  if (challenges_.size() >= kMostChallenges) drop_expired();
  if (challenges_.size() >= kMostChallenges) {
    return fail(ErrorCode::unavailable, "Too many sign-ins wait for their signature: try again in some minutes.");
  }
  challenges_[made.nonce] = made.expires;
  return made;
}

Result<void> SignInService::check(const SignInMessage& message,
                                  const std::function<bool(std::string_view)>& is_own_domain) const {
  const auto time = now();
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
  // ERC-1271: a contract says itself whether a signature is its own.
  const auto code = needs_.ledger.code(account, Tag::latest);
  if (!code || code->empty()) return false;
  static const auto kFunction = codec::abi::Function::of("isValidSignature(bytes32,bytes)");
  const std::vector<codec::abi::Value> arguments{codec::abi::Value::of(digest), codec::abi::Value::of(signature)};
  const auto data = kFunction.encode_call(arguments);
  if (!data) return false;
  const auto answer = needs_.ledger.call({.to = account, .gas = 1'000'000, .data = *data}, Tag::latest);
  const auto magic = kFunction.selector();
  return answer && answer->output.size() == 32 && equal(ByteView(answer->output).first(4), magic.view());
}

/// With the lock held: the oldest session of an account ends where it has too many.
void SignInService::make_room(const Address& account) {
  drop_expired();
  std::vector<std::pair<Timestamp, Hash>> own;
  for (const auto& [hash, session] : sessions_) {
    if (session.account == account) own.emplace_back(session.expires, hash);
  }
  if (own.size() >= kSessionsOfAccount) sessions_.erase(std::ranges::min(own).second);
}

Result<SignInService::Opened> SignInService::open(std::string_view text, ByteView signature,
                                                  const std::function<bool(std::string_view)>& is_own_domain) {
  const auto message = parse_sign_in(text);
  if (!message) return fail(ErrorCode::invalid_request, message.error());
  if (auto fine = check(*message, is_own_domain); !fine) return std::unexpected(fine.error());
  if (!signed_by(message->address, text, signature)) {
    return refuse_sign_in("The signature is not that of " + checksummed(message->address) + ".");
  }
  const auto secret = crypto::Secret<32>::random(needs_.random);
  auto token = std::string(kTokenPrefix) + to_hex_plain(secret.expose());
  Session session{message->address, std::min(now() + kSessionLife, message->expires.value_or(~Timestamp{0}))};

  const std::scoped_lock lock(mutex_);
  drop_expired();
  if (challenges_.erase(message->nonce) == 0) {
    return fail(ErrorCode::not_found, "The nonce is none of this node's, was used, or is older than five minutes.");
  }
  make_room(message->address);
  if (sessions_.size() >= kMostSessions) return fail(ErrorCode::unavailable, "Too many sessions: try again later.");
  sessions_[crypto::sha256(view_of(std::string_view(token)))] = session;
  return Opened{std::move(token), session};
}

std::optional<SignInService::Session> SignInService::find(std::string_view token) {
  if (!token.starts_with(kTokenPrefix)) return std::nullopt;
  const auto hash = crypto::sha256(view_of(token));
  const std::scoped_lock lock(mutex_);
  const auto found = sessions_.find(hash);
  if (found == sessions_.end() || found->second.expires < now()) return std::nullopt;
  return found->second;
}

void SignInService::close(std::string_view token) {
  const auto hash = crypto::sha256(view_of(token));
  const std::scoped_lock lock(mutex_);
  sessions_.erase(hash);
}

}  // namespace kaisho::services
