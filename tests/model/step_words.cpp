#include "model.hpp"

// Steps, documents and policies in words, for whoever reads a finding.
namespace kaisho::model {
namespace {

using Kind = Step::Kind;

constexpr const char* kPeople[] = {"bank", "broker", "exchange", "acme", "iris", "thief"};

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
                          (d.arguments == 0 ? "" : ", other arguments");
  switch (d.kind) {
    case Document::Kind::entrust:
      return "that " + user + " with " + name(d.account) + "'s key entrusts " + name(d.vorg) + how;
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
  const bool is_same = step.signed_document == step.document;
  return ", signed by " + name(step.signer) +
         (is_same ? "" : " for something else (" + text_of(step.signed_document) + ")");
}

}  // namespace

std::string text_of(const Form& form) {
  constexpr const char* kRest[] = {"",
                                   "Majority[bank, broker, exchange]",
                                   "broker OR exchange",
                                   "bank OR broker OR exchange",
                                   "OutOf(3, [broker, exchange])",
                                   "bank AND (",
                                   "stranger"};
  std::string text;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(form.all, o)) text += (text.empty() ? "" : " AND ") + name(o);
  }
  const std::string rest = kRest[static_cast<unsigned>(form.rest)];
  if (text.empty() || rest.empty()) return text + rest;
  const bool is_or = form.rest == Form::Rest::broker_or_exchange || form.rest == Form::Rest::anybody;
  return text + " AND " + (is_or ? "(" + rest + ")" : rest);
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
             ", signed by " + names(step.organizations) +
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
