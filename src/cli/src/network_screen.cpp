#include "network_screen.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace kaisho::cli {
namespace {

/// Everything but heights.
std::string states_of(const NetworkStatus& status) {
  std::string text = status.sentence();
  for (const auto& member : status.members) text += std::string(name_of(member.state)) + member.reason + ';';
  return text;
}

}  // namespace

void NetworkScreen::clear_table() {
  if (lines_ > 0) out_ << "\x1b[" << lines_ << "A\x1b[J";
  lines_ = 0;
}

void NetworkScreen::say(const std::string& sentence) {
  const std::lock_guard lock(mutex_);
  if (json_) {
    out_ << boost::json::serialize(boost::json::object{{"event", sentence}}) << '\n' << std::flush;
    return;
  }
  clear_table();
  out_ << sentence << '\n';
  if (terminal_ && !table_.empty()) {
    out_ << table_;
    lines_ = static_cast<std::size_t>(std::ranges::count(table_, '\n'));
  }
  out_.flush();
}

void NetworkScreen::show(const NetworkStatus& status) {
  const std::lock_guard lock(mutex_);
  auto table = json_ ? boost::json::serialize(json_of(status)) + '\n' : table_of(status) + '\n';
  auto states = states_of(status);
  const bool changed = json_ || terminal_ ? table != table_ : states != states_;
  table_ = std::move(table);
  states_ = std::move(states);
  if (!changed) return;
  if (terminal_ && !json_) clear_table();
  out_ << table_ << std::flush;
  if (terminal_ && !json_) lines_ = static_cast<std::size_t>(std::ranges::count(table_, '\n'));
}

}  // namespace kaisho::cli
