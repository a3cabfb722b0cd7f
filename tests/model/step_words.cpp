#include "model.hpp"

// Steps, documents and policies in words, for whoever reads a finding.
namespace kaisho::model {
namespace {

using Kind = Step::Kind;

constexpr const char* kPeople[] = {"bank",  "broker", "exchange", "acme",  "iris",
                                   "thief", "vault",  "paul",     "clerk", "accomplice"};

std::string name(Person person) { return kPeople[static_cast<unsigned>(person)]; }
std::string name(unsigned organization) { return kPeople[organization]; }

std::string names(Organizations set) {
  std::string text;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(set, o)) text += (text.empty() ? "" : ", ") + name(o);
  }
  return text.empty() ? "nobody" : text;
}

std::string program(const Document& d) {
  return std::string("token ") + std::to_string(d.token + 1) + " version " + std::to_string(d.version + 1);
}

std::string text_of(const Document& d) {
  const std::string user = "user " + std::to_string(d.user + 1);
  const std::string how = (d.variant == 0 ? ", for a short time" : ", number " + std::to_string(d.variant)) +
                          (d.arguments == 0 ? "" : ", other arguments") +
                          (d.scope == Document::Scope::open     ? ""
                           : d.scope == Document::Scope::secret ? ", with a private record"
                                                                : ", with nearly a private record");
  switch (d.kind) {
    case Document::Kind::entrust:
      return "that " + user + " with " + name(d.account) + "'s key entrusts " + name(d.vorg) + how;
    case Document::Kind::entrust_anew:
      return "that " + user + " entrusts " + name(d.vorg) + " in place of " + name(vorg_of(d.past)) + how;
    case Document::Kind::issue:
      return "that " + user + " issues " + program(d) + " through " + name(d.vorg) + how;
    case Document::Kind::upgrade:
      return "that " + user + " upgrades to " + program(d) + " through " + name(d.vorg) + how;
    case Document::Kind::pause:
    case Document::Kind::resume:
    case Document::Kind::retire: {
      constexpr const char* kWords[] = {" pauses ", " resumes ", " retires "};
      const auto word = kWords[static_cast<unsigned>(d.kind) - static_cast<unsigned>(Document::Kind::pause)];
      return "that " + user + word + program(d) + " through " + name(d.vorg) + how;
    }
    default:
      return "that " + user + " holds " + program(d) + " through " + name(d.vorg) + how;
  }
}

std::string proof(const Step& step) {
  constexpr const char* kTouches[] = {"", ", unverified", ", within a foreign page", ", as a registration",
                                      ", by another passkey"};
  constexpr const char* kAnswers[] = {"", ", whose contract says no", ", whose contract says something like yes",
                                      ", whose contract reverts", ", with another's signature"};
  constexpr const char* kPapers[] = {"", ", in truth by the sender", ", in another organization's name",
                                     ", about another user", ", in truth by the thief"};
  const auto* how = step.signer == kContractUser ? kAnswers : is_clerk(step.signer) ? kPapers : kTouches;
  const bool is_same = step.signed_document == step.document;
  return ", signed by " + name(step.signer) + how[static_cast<unsigned>(step.touch)] +
         (is_same ? "" : " for something else (" + text_of(step.signed_document) + ")");
}

}  // namespace

std::string text_of(const Form& form) {
  // In the order of the canonical form: organizations, then the rest by its texts.
  const std::pair<Form::Rest, const char*> kParts[] = {{Form::Rest::majority, "Majority[bank, broker, exchange]"},
                                                       {Form::Rest::anybody, "bank OR broker OR exchange"},
                                                       {Form::Rest::broker_or_exchange, "broker OR exchange"}};
  std::vector<std::string> parts;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(form.all, o)) parts.push_back(name(o));
  }
  const auto bits = static_cast<unsigned>(form.rest);
  for (const auto& [rest, words] : kParts) {
    if (bits < kRests && (bits & static_cast<unsigned>(rest)) != 0) parts.emplace_back(words);
  }
  if (form.rest == Form::Rest::never) parts.emplace_back("OutOf(3, [broker, exchange])");
  if (form.rest == Form::Rest::unreadable) parts.emplace_back("bank AND (");
  if (form.rest == Form::Rest::stranger) parts.emplace_back("stranger");
  std::string text;
  for (const auto& part : parts) {
    const bool is_or = parts.size() > 1 && part.contains(" OR ");
    text += (text.empty() ? "" : " AND ") + (is_or ? "(" + part + ")" : part);
  }
  return text;
}

std::string text_of(const Step& step) {
  const std::string who = name(step.sender) + " ";
  const auto& d = step.document;
  switch (step.kind) {
    case Kind::register_program:
      return who + "registers " + program(d);
    case Kind::attest:
      return "a test of " + program(d) + (step.good ? " with success" : " with an error") + ", signed by " +
             name(step.signer);
    case Kind::register_user:
      return who + "registers " + text_of(d) + proof(step);
    case Kind::entrust_anew:
      return who + "takes over, " + text_of(d) + proof(step);
    case Kind::end_entrustment:
      return "user " + std::to_string(d.user + 1) + " entrusts " + name(d.vorg) + " no more" + proof(step);
    case Kind::apply:
      return who + "applies " + text_of(d) + proof(step);
    case Kind::refuse:
      return who + "records that user " + std::to_string(d.user + 1) + " refused " + program(d);
    case Kind::withdraw:
      return "user " + std::to_string(d.user + 1) + "'s application " + std::to_string(step.application) +
             " for token " + std::to_string(d.token + 1) + " is withdrawn, signed by " + name(step.signer);
    case Kind::change_policy:
      return who + "changes the policy of token " + std::to_string(d.token + 1) + " to " + text_of(step.form);
    case Kind::withdraw_application:
      return "application " + std::to_string(step.application) + " is withdrawn by its number, signed by " +
             name(step.signer);
    case Kind::change:
    case Kind::deploy:
      return who + (step.kind == Kind::deploy ? "deploys application " : "carries out application ") +
             std::to_string(step.application) + " as " + program(d) + (step.good ? "" : ", one byte changed") +
             (step.obeys ? "" : ", the proxy pointing elsewhere") + ", signed by " + names(step.organizations) +
             (step.extra == Step::Extra::thief   ? " and the thief"
              : step.extra == Step::Extra::twice ? ", the first twice"
              : step.extra == Step::Extra::stale ? " under the policy before"
                                                 : "");
    case Kind::remove_member:
      return names(step.organizations) + " remove the member " + name(step.target);
    case Kind::add_member:
      return names(step.organizations) + " add the member " + name(step.target);
    case Kind::wait:
      return "time passes until the short consents have expired";
  }
  return "";
}

}  // namespace kaisho::model
