#include "ledger_reader.hpp"

#include <kaisho/base/hex.hpp>

#include "sender.hpp"

namespace kaisho::cli {

Result<std::unique_ptr<LedgerReader>> LedgerReader::latest(RpcClient& node) {
  const auto height = ask_quantity(node, "eth_blockNumber");
  if (!height) return std::unexpected(height.error());
  return std::unique_ptr<LedgerReader>(new LedgerReader(node, *height));
}

Word LedgerReader::load(const Word& slot) const {
  const auto answer = node_.call("eth_getStorageAt",
                                 {to_hex(governance::kGovernanceAddress), to_hex(slot), to_quantity(U256(height_))});
  if (!answer) throw Broken(answer.error());
  const auto word = answer->is_string() ? fixed_from_hex<Word>(std::string_view(answer->get_string())) : std::nullopt;
  if (!word) throw Broken({ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed", ""});
  return *word;
}

Result<governance::TokenRecord> require_token(const LedgerReader& ledger, const std::string& token_id) {
  auto token = governance::find_token(ledger, token_id);
  if (token) return std::move(*token);
  return fail(ExitCode::refused, "no_such_token", "there is no token '" + token_id + "'",
              "register its program: kaisho program register --help");
}

Result<governance::UserRecord> require_user(const LedgerReader& ledger, const std::string& user_id) {
  auto user = governance::find_user(ledger, user_id);
  if (user) return std::move(*user);
  return fail(ExitCode::refused, "no_such_user", "there is no user '" + user_id + "'",
              "register the user: kaisho user register --help");
}

Result<governance::ApplicationRecord> require_application(const LedgerReader& ledger,
                                                          governance::ApplicationNumber number) {
  auto application = governance::find_application(ledger, number);
  if (application) return std::move(*application);
  return fail(ExitCode::refused, "no_such_application", "there is no application " + std::to_string(number),
              "kaisho apply issue prints the number of the one that it makes");
}

Result<governance::PackageRecord> require_package(const LedgerReader& ledger, const Hash& hash) {
  auto package = governance::find_package(ledger, hash);
  if (package) return std::move(*package);
  return fail(ExitCode::refused, "no_such_package", "the package " + to_hex(hash) + " is not registered",
              "register it: kaisho program register --help");
}

std::string organization_name(const LedgerReader& ledger, governance::OrganizationNumber number) {
  const auto member = governance::find_member(ledger, number);
  return member ? member->name : std::string();
}

}  // namespace kaisho::cli
