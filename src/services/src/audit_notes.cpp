#include "audit_notes.hpp"

#include <charconv>

namespace kaisho::services {
namespace {

using governance::AuditPair;

std::string due_key(Timestamp time, const AuditPair& pair) {
  const auto digits = std::to_string(time);
  return std::string(kDue) + std::string(20 - digits.size(), '0') + digits + "/" + path_of(pair);
}

}  // namespace

std::string path_of(const AuditPair& pair) { return pair.user_id + "/" + pair.token_id; }

std::vector<std::string> parts_of(std::string_view key) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= key.size();) {
    const auto end = std::min(key.find('/', at), key.size());
    parts.emplace_back(key.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::uint64_t number_of_text(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::optional<std::string> AuditNotes::get(const std::string& key) const {
  const auto changed = change_.notes.find(key);
  if (changed == change_.notes.end()) return outbox_.note(key);
  return changed->second.empty() ? std::nullopt : std::optional(changed->second);
}

std::set<governance::FindingCode> AuditNotes::open(const AuditPair& pair) const {
  std::set<governance::FindingCode> codes;
  const std::string prefix = std::string(kFinding) + path_of(pair) + "/";
  outbox_.visit_notes(prefix, [&](std::string_view key, std::string_view) {
    if (const auto code = governance::finding_code(key.substr(prefix.size()))) codes.insert(*code);
    return true;
  });
  return codes;
}

void AuditNotes::set_due(const AuditPair& pair, std::optional<Timestamp> time) {
  const std::string when = std::string(kWhen) + path_of(pair);
  const auto old = get(when);
  if (old && time && number_of_text(*old) == *time) return;
  if (old) remove(due_key(number_of_text(*old), pair));
  if (time) {
    put(due_key(*time, pair), "1");
    put(when, std::to_string(*time));
  } else if (old) {
    remove(when);
  }
}

std::optional<Timestamp> AuditNotes::first_due(const alerting::Outbox& outbox) {
  std::optional<Timestamp> first;
  outbox.visit_notes(kDue, [&](std::string_view key, std::string_view) {
    first = number_of_text(parts_of(key)[1]);
    return false;
  });
  return first;
}

std::set<AuditPair> AuditNotes::due_before(Timestamp now) const {
  std::set<AuditPair> pairs;
  outbox_.visit_notes(kDue, [&](std::string_view key, std::string_view) {
    const auto parts = parts_of(key);
    if (parts.size() != 4 || number_of_text(parts[1]) >= now) return false;
    pairs.insert({parts[2], parts[3]});
    return true;
  });
  return pairs;
}

}  // namespace kaisho::services
