#pragma once

#include <type_traits>

#include "rest/consents.hpp"

/// What a user signs has two rows: its draft (the text, and typed data for the user's wallet; nothing is kept), and the
/// one that records it with the signature (G10). Both are made from one description.
namespace kaisho::api::rest {

/// One kind of consent or withdrawal.
struct ConsentKind {
  std::string_view draft;                   ///< "issue": POST /v1/drafts/issue
  std::string_view what;                    ///< "a consent to issue (G4)"
  Schema fields;                            ///< of both; recording it adds the user's signature or a clerk's word
  std::string_view path, id, tag, summary;  ///< of the row that records it
  std::vector<std::string_view> problems{};
  /// The user's alone: nobody of an organization can hold it up, so it is sent at once whoever brings it.
  bool at_once = false;
};

[[nodiscard]] Endpoint draft_row(const ConsentKind& kind);
[[nodiscard]] Endpoint record_row(const ConsentKind& kind);
[[nodiscard]] Outcome record(const Dependencies& with, const Input& input, bool at_once, const std::string& vorg,
                             Bytes call);

/// What a user is asked to agree to.
struct DraftWords {
  std::string text;
  Hash text_hash;
  Hash digest;
  std::string typed_data;  ///< JSON
};
/// With what a clerk signs, where the body names a paper.
[[nodiscard]] Reply draft_reply(const DraftWords& words, const std::string& user_id, const boost::json::object& body,
                                ChainId chain);
[[nodiscard]] Schema draft_schema();
[[nodiscard]] Schema witness_schema();
/// The user's signature, or the witnessed form that a clerk's word makes.
[[nodiscard]] Bytes signature_in(const std::string& user_id, const boost::json::object& body);

/// A user speaks for itself only.
template <class Consent>
[[nodiscard]] bool is_anothers(const Caller& caller, const Consent& consent) {
  if (caller.kind != Caller::Kind::user) return false;
  if constexpr (std::is_same_v<Consent, governance::EntrustConsent>) {
    return caller.account != consent.account;  // it is no user yet
  } else {
    return caller.user_id != consent.user_id;
  }
}

template <class Consent>
[[nodiscard]] const Hash& text_hash_of(const Consent& consent) {
  if constexpr (requires { consent.terms; }) {
    return consent.terms.text_hash;
  } else {
    return consent.text_hash;
  }
}

/// `make(body, records)` gives a DraftOutcome, `call(consent, body)` the call that records it.
template <class Make, class Call>
void add_consent(EndpointTable& table, const Dependencies& with, const ConsentKind& kind, Make make, Call call) {
  auto draft = draft_row(kind);
  draft.handler =
      reading(with, [with, make](const Input& input, const services::GovernanceRecords& records) -> Outcome {
        const auto& body = input.body.as_object();
        const auto drafted = make(body, records);
        if (!drafted) return std::unexpected(drafted.error());
        const auto& consent = drafted->consent;
        if (is_anothers(input.caller, consent)) return not_yours();
        const auto chain = with.ledger.chain_id();
        return draft_reply({governance::text(consent), text_hash_of(consent), governance::digest(consent, chain),
                            governance::to_json(consent, chain)},
                           consent.user_id, body, chain);
      });
  table.add(std::move(draft));
  auto row = record_row(kind);
  row.handler = reading(with,
                        [with, make, call, at_once = kind.at_once](
                            const Input& input, const services::GovernanceRecords& records) -> Outcome {
                          const auto& body = input.body.as_object();
                          const auto drafted = make(body, records);
                          if (!drafted) return std::unexpected(drafted.error());
                          if (is_anothers(input.caller, drafted->consent)) return not_yours();
                          return record(with, input, at_once, drafted->vorg, call(drafted->consent, body));
                        });
  table.add(std::move(row));
}

}  // namespace kaisho::api::rest
