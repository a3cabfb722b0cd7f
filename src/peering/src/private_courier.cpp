#include "private_courier.hpp"

#include <algorithm>
#include <kaisho/base/joined.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/governance.hpp>

namespace kaisho::peering {
namespace {

constexpr std::string_view kPath = "/v1/private/";
constexpr std::size_t kMostSaid = 1'024;  // bytes
const std::string kUnshowable = "the member did not take it, and its reason is no text that can be shown";

std::string detail_of(const Reply& reply) {
  const auto document = codec::json::parse(reply.body);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
  if (detail != nullptr && detail->is_string()) return std::string(detail->get_string());
  return "it answered with status " + std::to_string(reply.status);
}

}  // namespace

void note_unreachable(const PrivateExchange& exchange, const std::vector<Member>& members) {
  for (const auto& outgoing : exchange.box.outgoing()) {
    const auto at = std::ranges::find(members, outgoing.member, &Member::name);
    if (at != members.end() && !at->url.empty() && at->pin) continue;
    const auto why = at == members.end() ? "no active member is called " + outgoing.member
                                         : outgoing.member + " has no service for members";
    if (outgoing.said != why) (void)exchange.box.not_delivered(outgoing.name, outgoing.member, why);
  }
}

PrivateCourier::Went PrivateCourier::work(const Member& member) {
  Went went;
  std::map<std::string, Time> still;  // what is delivered or no longer wanted is forgotten
  const auto keep_time = [&](const std::string& what) {
    if (const auto at = not_before_.find(what); at != not_before_.end()) still.insert(*at);
  };
  for (const auto& outgoing : with_.exchange.box.outgoing()) {
    if (outgoing.member != member.name || with_.stopping()) continue;
    const auto what = "put " + outgoing.name.text();
    const bool due = is_due(what);
    keep_time(what);
    if (!due) continue;
    if (const auto why = reason_to_wait(outgoing.name); !why.empty()) {
      note(outgoing, why);
      continue;
    }
    went = deliver(member, outgoing);
    if (!*went) return went;
  }
  for (const auto& subject : with_.exchange.box.wanted()) {
    const auto what = "get " + subject.text();
    const auto commitment = with_.exchange.commitments(subject);
    const bool due = commitment && !with_.stopping() && is_due(what);
    keep_time(what);
    if (!due) continue;
    went = ask(member, {subject, commitment->root}, *commitment);
    if (!*went) return went;
  }
  not_before_ = std::move(still);
  return went;
}

void PrivateCourier::not_reached(const std::string& member, const std::string& why) const {
  for (const auto& outgoing : with_.exchange.box.outgoing()) {
    if (outgoing.member == member) note(outgoing, why);
  }
}

bool PrivateCourier::is_due(const std::string& what) {
  const auto now = std::chrono::steady_clock::now();
  auto& time = not_before_[what];
  if (now < time) return false;
  time = now + with_.repeat;
  return true;
}

/// Why no member would take it from this one; empty where one may.
std::string PrivateCourier::reason_to_wait(const PrivateName& name) const {
  const auto commitment = with_.exchange.commitments(name.subject);
  if (!commitment || commitment->root != name.root) {
    return "the ledger does not have this root for " + name.subject.words() + " (yet)";
  }
  if (commitment->responsible.contains(with_.self)) return {};
  return "only the organization that the user entrusted gives its records to others: " +
         joined(commitment->responsible);
}

PrivateCourier::Called PrivateCourier::deliver(const Member& member, const OutgoingRecord& outgoing) {
  const auto parcel = with_.exchange.box.find(outgoing.name);
  if (!parcel || !*parcel) {
    note(outgoing, parcel ? "the record is not here any more: kaisho private send it again" : parcel.error());
    return {};
  }
  const auto reply = with_.client.put(member, std::string(kPath) + outgoing.name.text(), (*parcel)->to_json());
  if (!reply) return std::unexpected(reply.error());
  if (reply->status == 410) {
    with_.warn(member.name + " erased the private record of " + outgoing.name.subject.words() + " and gets it no more");
    const auto ended = with_.exchange.box.given_up(outgoing.name, member.name);
    if (!ended) with_.warn(ended.error());
    return {};
  }
  if (reply->status != 200) {
    note(outgoing, member.name + " did not take it: " + detail_of(*reply));
    return {};
  }
  const auto now = with_.clock.now_ms() / 1'000;
  const auto written = with_.exchange.box.acknowledged(outgoing.name, member.name, (*parcel)->parties, now);
  if (written)
    with_.info("delivered the private record of " + outgoing.name.subject.words() + " to " + member.name);
  else
    with_.warn("a delivery is not written down and will be repeated: " + written.error());
  return {};
}

PrivateCourier::Called PrivateCourier::ask(const Member& member, const PrivateName& name,
                                           const Commitment& commitment) {
  const auto here = with_.exchange.box.find(name);
  if (here && *here) {
    if (const auto done = with_.exchange.box.arrived(name.subject); !done) with_.warn(done.error());
    return {};
  }
  std::string body;
  const Receiver receiver = [&](std::uint64_t, ByteView bytes, std::uint64_t total) {
    if (total > PrivateParcel::kMaxSize || body.size() + bytes.size() > PrivateParcel::kMaxSize) return false;
    body += text_of(bytes);
    return true;
  };
  const auto reply = with_.client.get_from(member, std::string(kPath) + name.text(), 0, receiver);
  if (!reply) return std::unexpected(reply.error());
  if (reply->status != 200) return {};
  auto parcel = PrivateParcel::parse(body);
  if (!parcel || parcel->record.root() != name.root) {
    with_.warn(member.name + " sent another record than that of " + name.subject.words());
    return {};
  }
  // Who else is a party is for the responsible organizations to say.
  if (!commitment.responsible.contains(member.name)) parcel->parties = {member.name, with_.self};
  const auto kept = with_.exchange.box.keep(name, *std::move(parcel));
  const auto done = kept ? with_.exchange.box.arrived(name.subject) : kept;
  if (!done)
    with_.warn("a private record is not kept: " + done.error());
  else
    with_.info("got the private record of " + name.subject.words() + " from " + member.name);
  return {};
}

/// A part of it can be the member's own words, which go to a terminal.
void PrivateCourier::note(const OutgoingRecord& outgoing, const std::string& why) const {
  const auto& shown = governance::is_plain_text(why, kMostSaid) ? why : kUnshowable;
  if (outgoing.said == shown) return;
  const auto noted = with_.exchange.box.not_delivered(outgoing.name, outgoing.member, shown);
  if (!noted) with_.warn(noted.error());
}

}  // namespace kaisho::peering
