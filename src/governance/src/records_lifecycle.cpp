#include "layout.hpp"
#include "records_write.hpp"

// G7, G12: what a token may do now, and what its package declared.
namespace kaisho::governance {
namespace {

using layout::slot_after;
using ledger::PackedWord;

}  // namespace

std::string_view describe(TokenState state) {
  switch (state) {
    case TokenState::none:
      return "not deployed";
    case TokenState::running:
      return "running";
    case TokenState::paused:
      return "paused";
    case TokenState::winding_down:
      return "winding down";
    case TokenState::retired:
      return "retired";
  }
  return "unknown";
}

LifecycleRecord find_lifecycle(const Slots& slots, const TokenRecord& token) {
  const Word at = layout::lifecycle(token.token_id);
  const PackedWord packed(slots.load(at));
  const PackedWord program(slots.load(slot_after(at, 1)));
  LifecycleRecord record{.state = static_cast<TokenState>(packed.number(0, 1)),
                         .since = packed.number(1, 8),
                         .application = packed.number(9, 8),
                         .pending = packed.number(17, 8),
                         .implementation = program.address(0),
                         .upgrade = program.number(20, 8)};
  if (record.state == TokenState::none && !token.deployed.is_zero()) record.state = TokenState::running;
  return record;
}

TokenState token_state(const Slots& slots, std::string_view token_id) {
  const auto token = find_token_head(slots, token_id);
  return token ? find_lifecycle(slots, *token).state : TokenState::none;
}

void write_lifecycle(WritableSlots& slots, std::string_view token_id, const LifecycleRecord& record) {
  const Word at = layout::lifecycle(token_id);
  slots.store(at, PackedWord()
                      .set(0, 1, static_cast<std::uint64_t>(record.state))
                      .set(1, 8, record.since)
                      .set(9, 8, record.application)
                      .set(17, 8, record.pending)
                      .word());
  slots.store(slot_after(at, 1), PackedWord().set(0, record.implementation).set(20, 8, record.upgrade).word());
}

PackageRules package_rules(const Slots& slots, const Hash& package) {
  const Word at = layout::package_rules(package);
  const PackedWord packed(slots.load(at));
  return {.proxy = static_cast<ProxyKind>(packed.number(0, 1)),
          .on_withdrawal = static_cast<OnWithdrawal>(packed.number(1, 1)),
          .code_size = static_cast<std::uint32_t>(packed.number(2, 4)),
          .proxy_code_hash = hash_of(slots.load(slot_after(at, 1)))};
}

void add_package_rules(WritableSlots& slots, const Hash& package, const Manifest& manifest) {
  if (!manifest.lifecycle) return;
  const Word at = layout::package_rules(package);
  slots.store(at, PackedWord()
                      .set(0, 1, static_cast<std::uint64_t>(manifest.lifecycle->proxy))
                      .set(1, 1, static_cast<std::uint64_t>(manifest.lifecycle->on_withdrawal))
                      .set(2, 4, manifest.creation_code_size)
                      .word());
  slots.store(slot_after(at, 1), word_of(manifest.lifecycle->proxy_code_hash));
}

ApplicationNumber leaving(const Slots& slots, std::string_view token_id, const Address& account) {
  return ledger::load_number(slots, layout::leaving(token_id, account));
}

void write_leaving(WritableSlots& slots, std::string_view token_id, const Address& account,
                   ApplicationNumber application) {
  ledger::store_number(slots, layout::leaving(token_id, account), application);
}

Address issuer_account(const Slots& slots, const TokenRecord& token) {
  const auto application = find_application(slots, token.application);
  const auto user = application ? find_user(slots, application->user_id) : std::nullopt;
  return user ? user->account : Address{};
}

}  // namespace kaisho::governance
