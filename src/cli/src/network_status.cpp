#include "network_status.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <kaisho/base/hex.hpp>
#include <thread>

#include "network_plan.hpp"
#include "rpc_client.hpp"

namespace kaisho::cli {
namespace {

constexpr std::chrono::seconds kPatience{2};

std::uint64_t number_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return 0;
  const auto number = from_quantity(std::string_view(value->get_string()));
  return number && number->fits_u64() ? number->low_u64() : 0;
}

bool flag_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string text_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<boost::json::value> ask(const std::string& url, std::string_view method, boost::json::array params = {}) {
  auto client = RpcClient::at(url);
  if (!client) return std::unexpected(client.error());
  client->set_timeout(kPatience);
  return client->call(method, std::move(params));
}

void read_status(const boost::json::object& answer, MemberStatus& member) {
  member.ledger = number_in(answer, "height");
  member.consensus = number_in(answer, "consensusHeight");
  if (const auto* peers = answer.if_contains("peers"); peers != nullptr && peers->is_array()) {
    member.peers = peers->get_array().size();
  }
  if (flag_in(answer, "halted")) {
    member.state = MemberState::halted;
    member.reason = text_in(answer, "reason");
  } else if (!flag_in(answer, "connected")) {
    member.state = MemberState::disconnected;
    member.reason = text_in(answer, "connectionFault");
  } else if (flag_in(answer, "catchingUp")) {
    member.state = MemberState::catching_up;
  } else {
    member.state = number_in(answer, "votingPower") == 0 ? MemberState::observing : MemberState::validating;
  }
}

MemberStatus ask_member(const MemberFolder& folder) {
  MemberStatus member{.name = folder.name, .rpc = folder.rpc};
  const auto answer = ask(folder.rpc, "kaisho_status");
  if (answer && answer->is_object()) {
    read_status(answer->get_object(), member);
  } else {
    member.reason = answer || answer.error().code != "node_unreachable" ? "its node answers no status" : "no answer";
  }
  return member;
}

/// CometBFT's `validators` of the latest height; nothing without an answer.
boost::json::array validators_of(const MemberFolder& member) {
  const auto answer = ask(member.engine_rpc, "validators", {nullptr, nullptr, "100"});
  if (!answer || !answer->is_object()) return {};
  const auto* validators = answer->get_object().if_contains("validators");
  return validators != nullptr && validators->is_array() ? validators->get_array() : boost::json::array();
}

std::size_t count_validators(const std::vector<MemberFolder>& members) {
  for (const auto& member : members) {
    if (const auto count = validators_of(member).size(); count > 0) return count;
  }
  return members.size();
}

/// Those that validate here, and those elsewhere to which one of them is connected.
std::size_t count_validating(const NetworkStatus& status) {
  std::size_t here = 0, reached = 0;
  for (const auto& member : status.members) {
    if (member.state != MemberState::validating) continue;
    ++here;
    reached = std::max<std::size_t>(reached, member.peers + 1);
  }
  return status.members.size() >= status.validators ? here : std::min(std::max(here, reached), status.validators);
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

using Row = std::vector<std::string>;

Row row_of(const MemberStatus& member) {
  const bool answers = member.state <= MemberState::halted;
  const auto number = [&](std::uint64_t value) { return answers ? std::to_string(value) : std::string("-"); };
  auto state = std::string(name_of(member.state));
  if (!member.reason.empty()) state += ": " + member.reason;
  return {member.name,        member.rpc,           number(member.ledger), number(member.consensus),
          number(member.lag), number(member.peers), std::move(state)};
}

}  // namespace

std::string_view name_of(MemberState state) {
  switch (state) {
    case MemberState::validating:
      return "validating";
    case MemberState::catching_up:
      return "catching up";
    case MemberState::observing:
      return "observing";
    case MemberState::disconnected:
      return "disconnected";
    case MemberState::halted:
      return "halted";
    case MemberState::stopped:
      return "stopped";
    case MemberState::held:
      return "held";
  }
  return "unknown";
}

bool NetworkStatus::healthy() const {
  return validating >= validators && std::ranges::all_of(members, [](const MemberStatus& member) {
           return member.state == MemberState::validating || member.state == MemberState::observing;
         });
}

std::string NetworkStatus::sentence() const {
  const auto needed = members_needed(validators);
  auto text = std::to_string(validating) + " of " + std::to_string(validators) + " members validate; blocks need " +
              std::to_string(needed);
  if (validating < needed) {
    text += ": none is made until " + std::to_string(needed - validating) + " more " +
            (needed - validating == 1 ? "is" : "are") + " back";
  } else if (validating < validators) {
    text += ", so they go on";
  }
  return text;
}

NetworkStatus ask_network(const std::vector<MemberFolder>& members) {
  NetworkStatus status;
  status.members.resize(members.size());
  {
    std::vector<std::jthread> askers;
    for (std::size_t i = 0; i < members.size(); ++i) {
      askers.emplace_back([&, i] { status.members[i] = ask_member(members[i]); });
    }
    status.validators = count_validators(members);
  }
  std::uint64_t foremost = 0;
  for (const auto& member : status.members) foremost = std::max(foremost, member.consensus);
  for (auto& member : status.members) member.lag = foremost - member.consensus;
  status.validating = count_validating(status);
  return status;
}

std::string table_of(const NetworkStatus& status) {
  std::vector<Row> rows{{"member", "JSON-RPC", "ledger", "consensus", "lag", "peers", "state"}};
  for (const auto& member : status.members) rows.push_back(row_of(member));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      std::size_t width = 0;
      for (const auto& other : rows) width = std::max(width, other[column].size());
      text += column + 1 == row.size() ? row[column] : padded(row[column], width + 2);
    }
    text += '\n';
  }
  return text + status.sentence();
}

boost::json::object json_of(const NetworkStatus& status) {
  boost::json::array members;
  for (const auto& member : status.members) {
    boost::json::object object{{"name", member.name},
                               {"rpc", member.rpc},
                               {"state", name_of(member.state)},
                               {"reason", member.reason},
                               {"ledgerHeight", member.ledger},
                               {"consensusHeight", member.consensus},
                               {"lag", member.lag},
                               {"peers", member.peers}};
    if (member.node_process != 0) object["kaishoProcess"] = member.node_process;
    if (member.engine_process != 0) object["cometbftProcess"] = member.engine_process;
    members.push_back(std::move(object));
  }
  return {{"healthy", status.healthy()},     {"validators", status.validators},
          {"validating", status.validating}, {"needed", members_needed(status.validators)},
          {"sentence", status.sentence()},   {"members", std::move(members)}};
}

}  // namespace kaisho::cli
