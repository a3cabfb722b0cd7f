#pragma once

#include <expected>
#include <string>
#include <vector>

#include <kaisho/ledger/state_view.hpp>
#include <kaisho/ledger/system_contract.hpp>
#include <kaisho/ledger/validity.hpp>

#include "kaisho/governance/consent.hpp"
#include "kaisho/governance/membership.hpp"
#include "kaisho/governance/records.hpp"

/// The governance system contract (contracts/interfaces/IGovernance.sol) and the ledger's rule on who may send what.
namespace kaisho::governance {

/// The contract. Stateless: one object serves every chain and thread.
[[nodiscard]] const ledger::SystemContract& contract();

/// Who may send what outside `open` mode: no ordinary contract creation (G7); a transaction to a token program's
/// contract only from users who may use the token, or from the operator of the organization that its issuer entrusted
/// (G5), and only while the token runs (G7) or, from those who hold it, while it is wound down (G12).
[[nodiscard]] const ledger::Admission& admission();

/// What withdrawing the consent of this application does besides refusing later deployments (G12): it stands in the
/// text that the user signs.
[[nodiscard]] WithdrawalEffect effect_of_withdrawal(const Slots& slots, const ApplicationRecord& application);

/// An organization of the first day.
struct GenesisMember {
  std::string name;  ///< as policies name it: letter first, then letters, digits, '.', '_', '-'; at most 64
  Address operator_account;
  std::uint32_t roles = 0;           ///< sum of `Role`s
  std::optional<MemberNode> node{};  ///< none in a solo consortium
};

struct GenesisConfig {
  std::string consortium;              ///< name, 1 to 64 characters of an ID
  std::vector<GenesisMember> members;  ///< in the order of their numbers; 1 to 64
  Timestamp time = 0;                  ///< of the genesis block
};

/// The contract's account with its first records, or a sentence on what is wrong with the list.
[[nodiscard]] std::expected<ledger::StateDiff, std::string> genesis_state(const GenesisConfig& config);

/// An ID of a token, a user or a consortium: 1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter or digit.
[[nodiscard]] bool is_id(std::string_view text);
/// An organization's name: an ID that begins with a letter and is no word of the policy language.
[[nodiscard]] bool is_organization_name(std::string_view text);
/// Text that people read: valid UTF-8 without control characters, at most `limit` bytes.
[[nodiscard]] bool is_plain_text(std::string_view text, std::size_t limit);

struct Limits {
  static constexpr std::size_t kManifest = 65'536;        ///< bytes of a canonical manifest
  static constexpr std::size_t kSourcePath = 1'024;       ///< bytes
  static constexpr std::size_t kFreeText = 512;           ///< bytes of purpose, scope and reason
  static constexpr std::size_t kArguments = 8'192;        ///< bytes of constructor arguments
  static constexpr std::size_t kSignature = 8'192;        ///< bytes of a user's signature in any form
  static constexpr std::size_t kUsableTokens = 1'024;     ///< of one user
  static constexpr std::size_t kDeploySignatures = 64;    ///< of one deployment
  static constexpr std::size_t kMembers = 64;             ///< active ones
  static constexpr std::size_t kOrganizations = 256;      ///< that ever were members
  static constexpr Timestamp kProposalLife = 31'622'400;  ///< seconds (366 days): longest until a proposal's expiry
};

}  // namespace kaisho::governance
