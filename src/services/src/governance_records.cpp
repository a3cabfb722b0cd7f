#include "kaisho/services/governance_records.hpp"

#include <kaisho/codec/abi.hpp>
#include <kaisho/governance/governance.hpp>

#include "errors.hpp"

namespace kaisho::services {
namespace {

namespace abi = codec::abi;

constexpr std::string_view kRegistered = "ProgramRegistered(bytes32,string,string,string,string,string,bytes)";
constexpr std::uint64_t kBlocksOfAPage = 50'000;  ///< scanned for one page at most

Result<abi::Values> answer_of(const LedgerService& ledger, const Address& to, const abi::Function& function,
                              const abi::Values& arguments, std::string_view outputs) {
  auto data = function.encode_call(arguments);
  if (!data) return fail(ErrorCode::invalid_request, "the arguments cannot be encoded");
  const auto called = ledger.call({.to = to, .data = std::move(*data)}, Tag::latest);
  if (!called) return std::unexpected(called.error());
  auto values = abi::decode(abi::types_of(outputs), called->output);
  if (!values) return fail(ErrorCode::halted, "the contract's answer is no " + std::string(outputs));
  return *std::move(values);
}

std::optional<RegisteredProgram> program_of(const FoundLog& found) {
  static const auto kData = abi::types_of("string,string,string,string,bytes");
  const auto values = abi::decode(kData, found.log.data);
  if (!values || found.log.topics.size() < 2) return std::nullopt;
  return RegisteredProgram{hash_of(found.log.topics[1]), (*values)[0].text(), (*values)[1].text(), (*values)[2].text(),
                           (*values)[3].text(),          found.height,        found.log_index};
}

}  // namespace

std::string GovernanceRecords::name_of(governance::OrganizationNumber number) const {
  const auto member = governance::find_member(slots_, number);
  return member ? member->name : std::string();
}

Result<std::unique_ptr<const GovernanceRecords>> GovernanceReader::records() const {
  const auto head = needs_.store.last_block();
  const auto& header = head->block.header;
  auto state = needs_.store.at(header.height);
  if (!state) return std::unexpected(error_of(state.error()));
  return std::make_unique<const GovernanceRecords>(*std::move(state), header.height, header.timestamp);
}

Result<AuditFinding> GovernanceReader::audit(const std::string& user_id, const std::string& token_id) const {
  static const auto kAudit = abi::Function::of("audit(string,string)");
  const auto values = answer_of(needs_.ledger, governance::kGovernanceAddress, kAudit,
                                {abi::Value::of(user_id), abi::Value::of(token_id)}, "string,string,string[],bool");
  if (!values) return std::unexpected(values.error());
  AuditFinding finding{(*values)[0].text(), (*values)[1].text(), {}, (*values)[3].flag()};
  for (const auto& name : (*values)[2].elements()) finding.indispensable.push_back(name.text());
  return finding;
}

Result<ProgramPage> GovernanceReader::programs(Height from, std::uint64_t log_index, std::size_t limit) const {
  static const auto kTopic = abi::event_topic(kRegistered);
  const auto last = needs_.ledger.height();
  ProgramPage page;
  if (from > last) return page;
  auto to = std::min(last, from + kBlocksOfAPage - 1);
  const auto find = [&] {
    return needs_.ledger.logs(
        {.from = from, .to = to, .addresses = {governance::kGovernanceAddress}, .topics = {{kTopic}}});
  };
  auto logs = find();
  while (!logs && logs.error().code == ErrorCode::too_much && to > from) {
    to = from + (to - from) / 2;
    logs = find();
  }
  if (!logs) return std::unexpected(logs.error());
  for (const auto& found : *logs) {
    if (found.height == from && found.log_index < log_index) continue;
    if (page.programs.size() == limit) {
      page.next = {found.height, found.log_index};
      return page;
    }
    if (auto program = program_of(found)) page.programs.push_back(std::move(*program));
  }
  if (to < last) page.next = {to + 1, 0};
  return page;
}

Result<U256> GovernanceReader::token_balance(const std::string& token_id, const Address& account) const {
  static const auto kBalance = abi::Function::of("balanceOf(address)");
  const auto records = this->records();
  if (!records) return std::unexpected(records.error());
  const auto token = governance::find_token((*records)->slots(), token_id);
  if (!token || token->deployed.is_zero()) return fail(ErrorCode::not_found, "no program of this token runs");
  const auto values = answer_of(needs_.ledger, token->deployed, kBalance, {abi::Value::of(account)}, "uint256");
  if (!values) return std::unexpected(values.error());
  return (*values)[0].number();
}

}  // namespace kaisho::services
