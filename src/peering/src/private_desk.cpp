#include "private_desk.hpp"

namespace kaisho::peering {
namespace {

Answer json_answer(std::string body) {
  return {.status = 200, .type = "application/json", .body = std::move(body), .slice = {}, .etag = {}};
}

}  // namespace

Answer unknown_private_record() {
  return problem(404, "unknown-private-record", "Unknown private record", "There is no such record for this member.");
}

/// Who may have it is decided by the ledger and by a grant, with the same work whether the record is here or not: a
/// stranger must not learn from the time that an answer takes what this member holds. Nothing is read before.
Answer PrivateDesk::give(const PrivateName& name, const std::string& caller) const {
  const auto commitment = with_.commitments(name.subject);
  const bool responsible = commitment && commitment->root == name.root && commitment->responsible.contains(caller);
  const bool granted = with_.box.is_granted(name, caller);
  if (!responsible && !granted) return unknown_private_record();
  const auto parcel = with_.box.find(name);
  if (!parcel) with_.warn(parcel.error());
  if (!parcel || !*parcel) return unknown_private_record();
  if (!responsible && !(*parcel)->parties.contains(caller)) return unknown_private_record();
  with_.info("gave the private record of " + name.subject.words() + " to " + caller);
  return json_answer((*parcel)->to_json());
}

/// In this order: what the ledger says to everybody, who calls, and only then what it brings.
Answer PrivateDesk::take(const PrivateName& name, const std::string& caller, std::string_view body) const {
  const auto commitment = with_.commitments(name.subject);
  if (!commitment || commitment->root != name.root) {
    return problem(409, "not-on-ledger", "Not on the ledger",
                   "The ledger as this node has it does not have this root for " + name.subject.words() +
                       " (yet): send it again later.");
  }
  if (!commitment->responsible.contains(caller)) return unknown_private_record();
  auto parcel = PrivateParcel::parse(body);
  if (!parcel) return problem(400, "malformed-private-record", "Malformed private record", parcel.error());
  if (parcel->record.root() != name.root) {
    return problem(400, "other-private-record", "Another private record",
                   "What was sent does not hash to the root in the path: it was changed.");
  }
  if (!parcel->parties.contains(with_.self) && !commitment->responsible.contains(with_.self)) {
    return unknown_private_record();
  }
  if (with_.box.is_erased(name)) {
    return problem(410, "erased", "Erased", "This member erased the record: it does not take it again.");
  }
  const auto is_new = !with_.box.has(name);
  if (const auto kept = with_.box.keep(name, *std::move(parcel)); !kept) {
    with_.warn("a private record from " + caller + " is not kept: " + kept.error());
    return problem(503, "not-kept", "Not kept", "This node cannot keep the record now: send it again later.");
  }
  if (is_new) with_.info("got the private record of " + name.subject.words() + " from " + caller);
  return json_answer("{\"kept\":true}\n");
}

}  // namespace kaisho::peering
