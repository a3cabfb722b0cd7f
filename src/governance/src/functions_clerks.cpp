#include <algorithm>

#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G3, G10: people who witness and decide for an organization, and which organization serves which region.
namespace kaisho::governance {
namespace {

/// Nobody's account yet, or already this organization's clerk.
Checked<void> may_be_clerk(Context& context, const Member& member, const Address& account) {
  if (account.is_zero() || operator_owner(context.slots, account) != 0) {
    return refuse("BadAccount(address)", {Value::of(account)});
  }
  if (const std::string user = user_of(context.slots, account); !user.empty()) {
    return refuse("AccountAlreadyRegistered(address,string)", {Value::of(account), Value::of(user)});
  }
  const auto clerk = find_clerk(context.slots, account);
  if (!clerk || clerk->organization == member.number) return {};
  return refuse("OperatorBelongsTo(address,string)",
                {Value::of(account), Value::of(organization_name(context.slots, clerk->organization))});
}

Handled set_clerk(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const Address account = arguments[0].address();
  const bool active = arguments[1].flag();
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  if (auto may = may_be_clerk(context, *member, account); !may) return std::unexpected(may.error());
  const auto before = find_clerk(context.slots, account);
  const bool was_active = before && before->until == 0;
  if (was_active == active) return refuse("NothingToChange()");
  const Timestamp now = std::max<Timestamp>(context.now(), 1);
  write_clerk(context.slots, account,
              {.organization = member->number, .since = active ? now : before->since, .until = active ? 0 : now});
  ledger::emit(host, "ClerkChanged(address,string,bool)", {0},
               {Value::of(account), Value::of(member->name), Value::of(active)});
  return Values{};
}

Handled clerk(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_clerk(context.slots, arguments[0].address()).value_or(ClerkRecord{});
  return Values{Value::of(organization_name(context.slots, found.organization)), Value::of(found.since),
                Value::of(found.until)};
}

/// "JP", or "JP-13" (ISO 3166-1 alpha-2, ISO 3166-2).
bool is_region(std::string_view name) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_either = [&](char c) { return is_capital(c) || (c >= '0' && c <= '9'); };
  if (name.size() < 2 || !std::ranges::all_of(name.substr(0, 2), is_capital)) return false;
  if (name.size() == 2) return true;
  const auto part = name.substr(3);
  return name[2] == '-' && !part.empty() && part.size() <= 3 && std::ranges::all_of(part, is_either);
}

Handled set_region(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& region = arguments[0].text();
  const auto& vorg = arguments[1].text();
  if (auto owner = calling_member(context, Role::owner); !owner) return std::unexpected(owner.error());
  if (!is_region(region)) return refuse("BadName(string,string)", {Value::of("region"), shown(region)});
  OrganizationNumber number = 0;
  if (!vorg.empty()) {
    const auto organization = known_organization(context, vorg);
    if (!organization) return std::unexpected(organization.error());
    number = organization->number;
  }
  write_region(context.slots, region, number);
  ledger::emit(host, "RegionAssigned(string,string,string)", {0},
               {Value::of(region), Value::of(region), Value::of(vorg)});
  return Values{};
}

Handled vorg_for_region(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(organization_name(context.slots, vorg_for(context.slots, arguments[0].text())))};
}

Handled passkey_account_of(ledger::Host&, const ledger::SystemCall&, const Values& arguments) {
  Bytes key = arguments[0].bytes();
  append(key, arguments[1].bytes());
  return Values{Value::of(passkey_account(crypto::p256::PublicKey::from(std::span<const std::uint8_t, 64>(key))))};
}

Handled witnessed_account_of(ledger::Host&, const ledger::SystemCall&, const Values& arguments) {
  return Values{Value::of(witnessed_account(arguments[0].text()))};
}

constexpr SystemFunction kFunctions[] = {
    {"setClerk(address,bool)", "", set_clerk},
    {"clerk(address)", "string,uint64,uint64", clerk},
    {"setRegion(string,string)", "", set_region},
    {"vorgFor(string)", "string", vorg_for_region},
    {"passkeyAccount(bytes32,bytes32)", "address", passkey_account_of},
    {"witnessedAccount(string)", "address", witnessed_account_of},
};

}  // namespace

std::span<const SystemFunction> clerk_functions() { return kFunctions; }

}  // namespace kaisho::governance
