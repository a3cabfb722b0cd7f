#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The governance once more, as small as can be, written from docs/formats/governance.md and not from the contract:
/// what is on record, and which step is taken. No bytes, no keys, no decision diagrams: a policy is a truth table over
/// three organizations, a signature says who signed what.
namespace kaisho::model {

/// Everybody. The first three act for organizations, the next two are users, the thief is neither; then two other forms
/// of a second user, and a clerk of the bank and one of the broker.
enum class Person : std::uint8_t { bank, broker, exchange, acme, iris, thief, vault, paul, clerk, accomplice };
inline constexpr unsigned kOrganizations = 3, kUsers = 2, kTokens = 3, kVersions = 2;
/// Signs with a passkey, not with a key of its own.
inline constexpr Person kPasskeyUser = Person::iris;
/// An account with code, which says itself what counts as its signature (ERC-1271).
inline constexpr Person kContractUser = Person::vault;
/// Has no key at all: clerks witness what it signs on paper. The bank's clerk is honest, the broker's witnesses
/// anything.
inline constexpr Person kPaperUser = Person::paul;
inline constexpr bool is_clerk(Person person) { return person == Person::clerk || person == Person::accomplice; }
/// The last token runs behind a proxy (ERC-1967).
inline constexpr bool is_proxied(unsigned token) { return token == 2; }
using Organization = std::uint8_t;
using Organizations = std::uint8_t;  ///< bit o: organization o
inline constexpr bool contains(Organizations set, unsigned one) { return (set >> one & 1u) != 0; }
inline constexpr Organizations only(unsigned one) { return static_cast<Organizations>(1u << one); }

/// Of one entrustment in a chain: never 0, below 16.
inline constexpr std::uint16_t link(Organization vorg, std::uint8_t variant) {
  return static_cast<std::uint16_t>(1u + vorg + kOrganizations * variant);
}
inline constexpr Organization vorg_of(std::uint16_t chain) {
  return static_cast<Organization>(((chain & 15u) - 1u) % kOrganizations);
}
inline constexpr std::uint8_t variant_of(std::uint16_t chain) {
  return static_cast<std::uint8_t>(((chain & 15u) - 1u) / kOrganizations);
}
inline constexpr unsigned kMostEntrustments = 3;

/// What a user can agree to. Two documents of one content differ by their variant: 0 expires when the clock moves on, 1
/// and 2 do not.
struct Document {
  enum class Kind : std::uint8_t { entrust, entrust_anew, issue, distribute, upgrade, pause, resume, retire };
  Kind kind = Kind::entrust;
  std::uint8_t user = 0;
  Person account = Person::acme;  ///< of entrust
  std::uint8_t token = 0, version = 0, arguments = 0;
  Organization vorg = 0;
  std::uint8_t variant = 1;
  std::uint8_t from = 0;   ///< of a change of a running token: the version that runs
  std::uint16_t past = 0;  ///< of entrust_anew: the entrustment that it replaces, as `State::User::chain` tells it
  /// What the consent's scope says, of issue and distribute: words, a private record, or nearly that.
  enum class Scope : std::uint8_t { open, secret, nearly };
  Scope scope = Scope::open;
  auto operator<=>(const Document&) const = default;
  [[nodiscard]] bool is_change() const { return kind >= Kind::upgrade; }
};

/// A policy in canonical form: all of these organizations, and the rest. The first rests are bits: several of them hold
/// together.
struct Form {
  enum class Rest : std::uint8_t {
    nothing = 0,
    majority = 1,
    broker_or_exchange = 2,
    anybody = 4,
    never = 8,
    unreadable = 9,
    stranger = 10
  };
  Organizations all = 0;
  Rest rest = Rest::nothing;
  auto operator<=>(const Form&) const = default;
};
inline constexpr unsigned kRests = 8;  ///< nothing, or some of the bits
[[nodiscard]] bool holds(const Form& form, Organizations signers);
/// Both. Neither is one that nobody may make.
[[nodiscard]] Form both(const Form& one, const Form& other);
[[nodiscard]] std::string text_of(const Form& form);

struct Step {
  enum class Kind : std::uint8_t {
    register_program,
    attest,
    register_user,
    entrust_anew,
    end_entrustment,
    apply,  ///< to issue, to distribute, to upgrade, …, as the document says
    refuse,
    withdraw,              ///< for a user and a token
    withdraw_application,  ///< one that waits, by its number
    change_policy,
    deploy,
    change,  ///< carries out an upgrade, a pause, …
    remove_member,
    add_member,
    wait
  };
  Kind kind = Kind::wait;
  Person sender = Person::bank;
  Document document{};            ///< what is asked for; token and version of other steps too
  Person signer = Person::acme;   ///< who signed what is delivered
  Document signed_document{};     ///< what was signed
  std::uint8_t application = 0;   ///< of deploy and withdraw, from 1
  bool good = true;               ///< attest: success; deploy: the code as it was tested
  Organizations organizations{};  ///< deploy: who signed; membership: who approves
  Organization target = 0;        ///< membership
  enum class Extra : std::uint8_t { nothing, thief, twice, stale };
  Extra extra = Extra::nothing;  ///< deploy: a stranger's signature, one twice, or all for the policy before
  Form form{};
  /// How a passkey came to its assertion: as it should be, by a touch alone, within a foreign page, as if to be
  /// registered, or by another passkey in the name of this one. How an account's contract answers, in the same order:
  /// yes to its owner; no; something like yes; with a revert; to another's signature. Whose word a witnessed paper is:
  /// a clerk's; the sender's own; a clerk's in another organization's name; about another user; a stranger's.
  enum class Touch : std::uint8_t { verified, unverified, foreign_page, registration, other_key };
  Touch touch = Touch::verified;
  bool obeys = true;  ///< deploy, change: the proxy points to what it is told to
};
[[nodiscard]] std::string text_of(const Step& step);

/// Who really agrees to what; signatures exist for nothing else. The thief and the organizations sign whatever helps
/// them, with their own keys.
struct World {
  std::set<Document> agreed;
  Organizations willing = 0;  ///< sign deployments
};

struct State {
  enum class Status : std::uint8_t { open, deployed, usable, refused, withdrawn, executed };
  enum class Life : std::uint8_t { running, paused, retired };
  struct Application {
    Document document{};
    Status status = Status::open;
    bool withdrawn = false;
    bool names_record = false;  ///< a private one
    auto operator<=>(const Application&) const = default;
  };
  struct Token {
    std::uint8_t versions = 0;  ///< bit v: registered
    Organization owner = 0;
    Form form{}, form_before{};
    std::uint8_t application = 0;
    std::uint8_t running = 0;  ///< version + 1
    std::uint8_t usable = 0;   ///< bit p: person
    Life life = Life::running;
    std::uint8_t pending = 0;  ///< the change that waits
    Form first{};              ///< the policy that nobody's consent made
    /// Of each user: the last policy that does not rest on a consent of this user's.
    std::array<Form, kUsers> before{};
    auto operator<=>(const Token&) const = default;
  };
  struct User {
    bool known = false;
    Person account = Person::acme;
    Organization vorg = 0;
    std::uint8_t variant = 0;
    bool ended = false;       ///< the user took back that it entrusts
    std::uint16_t chain = 0;  ///< every entrustment, one after another: `link` of each, the last one in the low 4 bits
    std::array<std::uint8_t, kTokens> application{};
    auto operator<=>(const User&) const = default;
  };
  Organizations members = 0;
  bool late = false;
  std::array<Token, kTokens> tokens{};
  std::array<std::array<std::array<std::uint8_t, kOrganizations>, kVersions>, kTokens> tests{};  ///< 1 success, 2 error
  std::array<User, kUsers> users{};
  std::vector<Application> applications;
  std::vector<Document> used;  ///< sorted
  auto operator<=>(const State&) const = default;
};

/// A rule that is left out, to see that the search finds what follows.
enum class Without : std::uint8_t {
  nothing,
  consent,
  tests,
  strength,
  entrustment,
  origin,
  passkey,
  proxy,
  scope,
  contract,
  witness
};

/// What the step makes of the state, if the rules allow it.
[[nodiscard]] std::optional<State> taken(const State& state, const Step& step, Without without = Without::nothing);
/// Takes the step if the rules allow it; else leaves the state alone.
[[nodiscard]] bool take(State& state, const Step& step, Without without = Without::nothing);

/// What is wrong with a step that was taken, by who really agreed and not by the rules: a program that came to run
/// without its user, its organizations or its policy, or a policy that became weaker. Empty if nothing is.
[[nodiscard]] std::string wrong_with(const State& before, const Step& step, const State& after, const World& world);
/// `free` sign whatever they are asked to: what only they stand for is not counted.
[[nodiscard]] bool is_weaker(const Form& next, const Form& old, Organizations free = 0);
/// Organizations that the user entrusted before the one of now.
[[nodiscard]] Organizations formerly_entrusted(std::uint16_t chain);
/// The user's own document that a chain ends with.
[[nodiscard]] Document entrustment_of(std::uint8_t user, Person account, std::uint16_t chain);

}  // namespace kaisho::model
