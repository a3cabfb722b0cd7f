#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G3: users, each with its consent to entrust an organization.
namespace kaisho::governance {
namespace {

Checked<void> may_register(Context& context, const EntrustConsent& consent) {
  if (!is_id(consent.user_id)) return refuse("BadName(string,string)", {Value::of("userId"), shown(consent.user_id)});
  // An organization's own key as a user's key would let it make up consents; so would a clerk's.
  if (consent.account.is_zero() || operator_owner(context.slots, consent.account) != 0 ||
      find_clerk(context.slots, consent.account)) {
    return refuse("BadAccount(address)", {Value::of(consent.account)});
  }
  if (find_user(context.slots, consent.user_id)) {
    return refuse("UserAlreadyRegistered(string)", {Value::of(consent.user_id)});
  }
  const std::string other = user_of(context.slots, consent.account);
  if (other.empty()) return {};
  return refuse("AccountAlreadyRegistered(address,string)", {Value::of(consent.account), Value::of(other)});
}

EntrustConsent entrust_of(const Values& arguments) {
  return {.user_id = arguments[0].text(),
          .account = arguments[1].address(),
          .vorg = arguments[2].text(),
          .profile_hash = arguments[3].hash(),
          .terms = terms_of(arguments[4])};
}

Handled register_user(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const EntrustConsent consent = entrust_of(arguments);
  const auto& signature = arguments[5].bytes();
  const auto registrar = calling_member(context, Role::registrar);
  if (!registrar) return std::unexpected(registrar.error());
  if (auto may = may_register(context, consent); !may) return std::unexpected(may.error());
  const auto vorg = known_organization(context, consent.vorg);
  if (!vorg) return std::unexpected(vorg.error());
  const auto agreed = good_consent(context, consent.account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());

  add_consent(context.slots, {.digest = agreed->digest,
                              .kind = ConsentKind::entrust,
                              .account = consent.account,
                              .application = 0,
                              .expiry = consent.terms.expiry,
                              .time = context.now(),
                              .withdrawn = 0,
                              .signature = signature,
                              .form = agreed->form});
  add_user(context.slots, {.user_id = consent.user_id,
                           .account = consent.account,
                           .vorg = vorg->number,
                           .registrar = registrar->number,
                           .time = context.now(),
                           .profile_hash = consent.profile_hash,
                           .consent = agreed->digest,
                           .tokens = {}});
  ledger::emit(
      host, "UserRegistered(string,address,string,string,string,bytes32,bytes32)", {0, 1},
      {Value::of(consent.user_id), Value::of(consent.account), Value::of(consent.user_id), Value::of(consent.vorg),
       Value::of(registrar->name), Value::of(consent.profile_hash), Value::of(agreed->digest)});
  return Values{Value::of(agreed->digest)};
}

Handled user(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_user(context.slots, arguments[0].text()).value_or(UserRecord{});
  Value::List tokens;
  for (const auto& token : found.tokens) tokens.push_back(Value::of(token));
  return Values{Value::list(
      {Value::of(found.user_id), Value::of(found.account), Value::of(organization_name(context.slots, found.vorg)),
       Value::of(organization_name(context.slots, found.registrar)), Value::of(found.profile_hash),
       Value::of(found.consent), Value::of(found.time), Value::list(std::move(tokens))})};
}

Handled user_of_account(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(user_of(context.slots, arguments[0].address()))};
}

Handled user_count_of(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(user_count(context.slots))};
}

Handled user_at_index(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(user_at(context.slots, arguments[0].u64()).value_or(""))};
}

Handled consent(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const Hash hash = arguments[0].hash();
  const auto found = find_consent(context.slots, hash);
  const auto one = found.value_or(ConsentRecord{});
  const std::uint64_t kind = found ? static_cast<std::uint64_t>(one.kind) : 0;
  return Values{
      Value::list({Value::of(hash), Value::of(kind), Value::of(one.account), Value::of(one.application),
                   Value::of(one.expiry), Value::of(one.time), Value::of(one.withdrawn), Value::of(one.signature)})};
}

/// Address of the clerk who witnessed, from the signature on record; zero for the other forms.
Address clerk_of(const ConsentRecord& consent, const WitnessedSignature& witnessed, ChainId chain) {
  const Witness document{consent.digest, witnessed.user_id, witnessed.organization, witnessed.paper};
  return signer_of(digest(document, chain), witnessed.signature).value_or(Address{});
}

Handled consent_form(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_consent(context.slots, arguments[0].hash()).value_or(ConsentRecord{});
  host.charge(ledger::SystemGas::kRecover);
  const auto witnessed = parse_witnessed(found.signature).value_or(WitnessedSignature{});
  const bool is_witnessed = found.form == SignatureForm::witnessed;
  return Values{Value::of(static_cast<std::uint64_t>(found.form)),
                Value::of(describe(found.form)),
                Value::of(is_witnessed ? witnessed.organization : std::string()),
                Value::of(is_witnessed ? clerk_of(found, witnessed, context.chain()) : Address{}),
                Value::of(is_witnessed ? witnessed.paper : Hash{}),
                Value::of(static_cast<std::uint64_t>(found.withdrawal_form))};
}

constexpr SystemFunction kFunctions[] = {
    {"consentForm(bytes32)", "uint8,string,string,address,bytes32,uint8", consent_form},
    {"registerUser(string,address,string,bytes32,(bytes32,string,string,string,uint64,bytes32),bytes)", "bytes32",
     register_user},
    {"user(string)", "(string,address,string,string,bytes32,bytes32,uint64,string[])", user},
    {"userOf(address)", "string", user_of_account},
    {"userCount()", "uint64", user_count_of},
    {"userAt(uint64)", "string", user_at_index},
    {"consent(bytes32)", "(bytes32,uint8,address,uint64,uint64,uint64,uint64,bytes)", consent},
};

}  // namespace

std::span<const SystemFunction> user_functions() { return kFunctions; }

}  // namespace kaisho::governance
