#include "kaisho/governance/audit.hpp"

#include <algorithm>
#include <utility>

#include <kaisho/base/hex.hpp>

#include "audit_text.hpp"
#include "proxy_slots.hpp"

// G8. Nothing here decides what the contract decides: the audit looks at the records that are there, whoever wrote them
// and by whatever rule, so that a fault of the contract or a changed store shows up as a finding.
namespace kaisho::governance {
namespace {

std::string organization(const Slots& slots, OrganizationNumber number) {
  const auto member = find_member(slots, number);
  return member ? member->name : std::string();
}

ConsentStanding standing(const Slots& slots, const Hash& digest, ConsentKind kind, ApplicationNumber application) {
  ConsentStanding result{.digest = digest};
  const auto consent = digest.is_zero() ? std::nullopt : find_consent(slots, digest);
  if (!consent || consent->kind != kind || consent->application != application) return result;
  result.on_record = true;
  result.expiry = consent->expiry;
  result.withdrawn = consent->withdrawn;
  result.form = consent->form;
  return result;
}

/// One audit in the making.
class Auditor {
 public:
  Auditor(const Slots& slots, const UserRecord& user, const TokenRecord& token, Timestamp now,
          const CodeHashOf& code_hash, const SlotOf& slot_of)
      : slots_(slots), user_(user), token_(token), code_hash_(code_hash), slot_of_(slot_of) {
    report_.pair = {user.user_id, token.token_id};
    report_.now = now;
  }

  AuditReport run() && {
    find_applications();
    look_at_policy();
    look_at_members();
    look_at_consents();
    if (answers_for_token()) look_at_program();
    look_at_use();
    return std::move(report_);
  }

 private:
  /// Kept in the order of the codes. (std::stable_sort would do, but for clang it uses what C++17 deprecated.)
  void find(FindingCode code, Sentence text) {
    const auto behind = std::ranges::upper_bound(report_.findings, code, {}, &Finding::code);
    report_.findings.insert(behind, {code, std::move(text)});
  }

  /// What concerns the token as a whole is told to its issuer, and to whoever asks about a token without one.
  [[nodiscard]] bool answers_for_token() const { return !issue_ || issue_->user_id == user_.user_id; }

  void find_applications() {
    report_.application = find_application(slots_, application_of(slots_, user_.user_id, token_.token_id));
    issue_ = find_application(slots_, token_.application);
    report_.entrusted = organization(slots_, user_.vorg);  // of today: the application names the one of then
    const auto issuer = issue_ ? find_user(slots_, issue_->user_id) : std::nullopt;
    if (issuer) report_.issuer_entrusted = organization(slots_, issuer->vorg);
    report_.runs_at = token_.deployed;
  }

  void look_at_policy() {
    const auto current = current_policy(slots_, token_.token_id);
    const auto policy = current ? Policy::parse(current->text) : std::unexpected(PolicyError{});
    if (current) report_.policy = current->text;
    if (!policy) {
      if (answers_for_token()) find(FindingCode::policy_unreadable, texts::policy_unreadable(token_.token_id));
      return;
    }
    report_.indispensable = indispensable(*policy);
    OrganizationSet present;
    for (const auto& member : active_members(slots_)) present.insert(member.name);
    report_.satisfiable = policy->holds_for(present);
    std::ranges::set_difference(policy->organizations(), present, std::inserter(report_.former, report_.former.end()));
    const auto& bound = issue_ ? report_.issuer_entrusted : report_.entrusted;
    report_.agrees = report_.indispensable.contains(bound);
    if (!answers_for_token()) return;
    if (issue_ && !report_.agrees) {
      find(FindingCode::policy_unauthorized, texts::policy_unauthorized(report_.pair, report_.policy, bound));
    }
    if (!report_.satisfiable) {
      find(FindingCode::policy_unsatisfiable,
           texts::policy_unsatisfiable(report_.pair, report_.policy, report_.former));
    }
  }

  void look_at_members() {
    const auto member = find_member(slots_, user_.vorg);
    if (!member || !member->active) {
      find(FindingCode::entrusted_left, texts::entrusted_left(report_.pair, report_.entrusted));
    }
  }

  void look_at_consents() {
    report_.entrustment = standing(slots_, user_.consent, ConsentKind::entrust, 0);
    const auto& entrustment = report_.entrustment;
    if (!entrustment.on_record) {
      find(FindingCode::entrustment_missing, texts::entrustment_missing(report_.pair));
    } else if (entrustment.withdrawn != 0) {
      find(FindingCode::entrustment_withdrawn, texts::entrustment_withdrawn(report_.pair, entrustment.withdrawn));
    } else if (entrustment.expiry < report_.now) {
      find(FindingCode::entrustment_expired, texts::entrustment_expired(report_.pair, entrustment.expiry));
    }
    if (const auto& application = report_.application) look_at_consent(*application);
  }

  void look_at_consent(const ApplicationRecord& application) {
    const bool issues = application.application_class == ApplicationClass::issue;
    const auto consent = standing(slots_, application.consent, issues ? ConsentKind::issue : ConsentKind::distribute,
                                  application.number);
    report_.consent = consent;
    if (!consent.on_record) {
      find(FindingCode::consent_missing, texts::consent_missing(report_.pair, application.number));
    } else if (consent.withdrawn != 0) {
      find(FindingCode::consent_withdrawn,
           texts::consent_withdrawn(report_.pair, consent.withdrawn, !token_.deployed.is_zero()));
    } else if (consent.expiry < report_.now) {
      find(FindingCode::consent_expired,
           texts::consent_expired(report_.pair, consent.expiry, !token_.deployed.is_zero()));
    }
  }

  /// What runs is what the issuer agreed to.
  void look_at_program() {
    if (token_.deployed.is_zero()) return;
    const std::string where = to_hex(token_.deployed);
    const bool consented = issue_ && issue_->application_class == ApplicationClass::issue &&
                           issue_->status == ApplicationStatus::deployed && issue_->token_id == token_.token_id;
    if (!consented) {
      find(FindingCode::runs_without_consent, texts::runs_without_consent(token_.token_id, where));
    } else if (const auto source = source_of_program(); !runs_what(source)) {
      find(FindingCode::runs_other_program,
           texts::runs_other_program(token_.token_id, where, to_hex(token_.package_hash), to_hex(source.package_hash)));
    } else if (token_of(slots_, token_.deployed) != token_.token_id) {
      find(FindingCode::runs_other_program,
           texts::runs_other_program(token_.token_id, where, "?", to_hex(issue_->package_hash)));
    }
    look_behind_proxy(where);
    if (code_hash_ && is_without_code(code_hash_(token_.deployed))) {
      find(FindingCode::program_gone, texts::program_gone(token_.token_id, where));
    }
  }

  /// A proxy whose program lets others turn it does not ask the governance.
  void look_behind_proxy(const std::string& where) {
    const auto consented = find_lifecycle(slots_, token_).implementation;
    if (!slot_of_ || consented.is_zero()) return;
    const Address found = address_of(slot_of_(token_.deployed, implementation_slot()));
    if (found == consented) return;
    find(FindingCode::runs_other_program,
         texts::proxy_turned(token_.token_id, where, to_hex(found), to_hex(consented)));
  }

  /// The application that brought the running program in: the last upgrade that was carried out, or the issue.
  [[nodiscard]] ApplicationRecord source_of_program() const {
    const auto number = find_lifecycle(slots_, token_).upgrade;
    auto upgrade = number == 0 ? std::nullopt : find_application(slots_, number);
    const bool is_one = upgrade && upgrade->application_class == ApplicationClass::upgrade &&
                        upgrade->status == ApplicationStatus::executed && upgrade->token_id == token_.token_id;
    return is_one ? *upgrade : *issue_;
  }

  /// Behind a proxy an upgrade brings the implementation in, and the proxy stays.
  [[nodiscard]] bool runs_what(const ApplicationRecord& source) const {
    const auto implementation = find_lifecycle(slots_, token_).implementation;
    const bool behind_proxy = !implementation.is_zero() && source.application_class == ApplicationClass::upgrade;
    return source.package_hash == token_.package_hash &&
           source.deployed == (behind_proxy ? implementation : token_.deployed);
  }

  static bool is_without_code(const Hash& hash) { return hash.is_zero() || hash == ledger::kEmptyCodeHash; }

  void look_at_use() {
    const auto number = usable(slots_, token_.token_id, user_.account);
    if (number == 0) return;
    const auto application = find_application(slots_, number);
    const bool is_own =
        application && application->user_id == user_.user_id && application->token_id == token_.token_id;
    const bool is_granted = is_own && (application->status == ApplicationStatus::usable ||
                                       application->status == ApplicationStatus::deployed);
    if (!is_granted) find(FindingCode::use_without_consent, texts::use_without_consent(report_.pair, number));
  }

  const Slots& slots_;
  const UserRecord& user_;
  const TokenRecord& token_;
  const CodeHashOf& code_hash_;
  const SlotOf& slot_of_;
  std::optional<ApplicationRecord> issue_;  ///< the token's, in force
  AuditReport report_;
};

constexpr std::pair<FindingCode, std::string_view> kNames[] = {
    {FindingCode::policy_unauthorized, "policy_unauthorized"},
    {FindingCode::policy_unreadable, "policy_unreadable"},
    {FindingCode::policy_unsatisfiable, "policy_unsatisfiable"},
    {FindingCode::entrusted_left, "entrusted_left"},
    {FindingCode::entrustment_missing, "entrustment_missing"},
    {FindingCode::entrustment_expired, "entrustment_expired"},
    {FindingCode::entrustment_withdrawn, "entrustment_withdrawn"},
    {FindingCode::consent_missing, "consent_missing"},
    {FindingCode::consent_expired, "consent_expired"},
    {FindingCode::consent_withdrawn, "consent_withdrawn"},
    {FindingCode::runs_without_consent, "runs_without_consent"},
    {FindingCode::runs_other_program, "runs_other_program"},
    {FindingCode::program_gone, "program_gone"},
    {FindingCode::use_without_consent, "use_without_consent"},
    {FindingCode::refused_attempt, "refused_attempt"},
};

}  // namespace

std::string_view name_of(FindingCode code) {
  for (const auto& [known, name] : kNames) {
    if (known == code) return name;
  }
  return "unknown";
}

std::optional<FindingCode> finding_code(std::string_view name) {
  for (const auto& [code, known] : kNames) {
    if (known == name) return code;
  }
  return std::nullopt;
}

Severity severity_of(FindingCode code) {
  switch (code) {
    case FindingCode::entrusted_left:
    case FindingCode::entrustment_expired:
    case FindingCode::entrustment_withdrawn:
    case FindingCode::consent_expired:
    case FindingCode::consent_withdrawn:
    case FindingCode::policy_unsatisfiable:
      return Severity::notice;
    default:
      return Severity::alarm;
  }
}

std::string_view name_of(Severity severity) { return severity == Severity::alarm ? "alarm" : "notice"; }

std::expected<AuditReport, AuditError> audit(const Slots& slots, const AuditPair& pair, Timestamp now,
                                             const CodeHashOf& code_hash, const SlotOf& slot_of) {
  const auto user = find_user(slots, pair.user_id);
  if (!user) return std::unexpected(AuditError::unknown_user);
  const auto token = find_token(slots, pair.token_id);
  if (!token) return std::unexpected(AuditError::unknown_token);
  return Auditor(slots, *user, *token, now, code_hash, slot_of).run();
}

std::optional<Timestamp> next_expiry(const AuditReport& report) {
  std::optional<Timestamp> next;
  const auto consider = [&](const ConsentStanding& consent) {
    if (consent.stands(report.now) && (!next || consent.expiry < *next)) next = consent.expiry;
  };
  consider(report.entrustment);
  if (report.consent) consider(*report.consent);
  return next;
}

std::optional<AuditPair> issuer_of(const Slots& slots, std::string_view token_id) {
  const auto token = find_token(slots, token_id);
  const auto application = token ? find_application(slots, token->application) : std::nullopt;
  if (!application) return std::nullopt;
  return AuditPair{application->user_id, application->token_id};
}

void visit_pairs(const Slots& slots, bool issues_only, const std::function<bool(const AuditPair&)>& visit) {
  const auto count = application_count(slots);
  for (ApplicationNumber number = 1; number <= count; ++number) {
    const auto application = find_application(slots, number);
    if (!application || application->status == ApplicationStatus::refused) continue;
    if (issues_only && application->application_class != ApplicationClass::issue) continue;
    if (application_of(slots, application->user_id, application->token_id) != number) continue;
    if (!visit({application->user_id, application->token_id})) return;
  }
}

}  // namespace kaisho::governance
