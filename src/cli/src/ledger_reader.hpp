#pragma once

#include <exception>
#include <memory>
#include <string>

#include <kaisho/governance/records.hpp>

#include "rpc_client.hpp"

namespace kaisho::cli {

/// The governance's records as a node holds them, read slot by slot with eth_getStorageAt at one block, so that a
/// reader never mixes two states. `load` throws `Broken` when the node stops answering.
class LedgerReader final : public governance::Slots {
 public:
  struct Broken : std::exception {
    explicit Broken(Failure why) : failure(std::move(why)) {}
    Failure failure;
  };

  /// At the node's last block.
  [[nodiscard]] static Result<std::unique_ptr<LedgerReader>> latest(RpcClient& node);

  [[nodiscard]] Word load(const Word& slot) const override;
  [[nodiscard]] std::uint64_t height() const { return height_; }

 private:
  LedgerReader(RpcClient& node, std::uint64_t height) : node_(node), height_(height) {}

  RpcClient& node_;
  std::uint64_t height_;
};

// Records that a command cannot do without. Codes: no_such_token, no_such_user, no_such_application, no_such_package.
[[nodiscard]] Result<governance::TokenRecord> require_token(const LedgerReader& ledger, const std::string& token_id);
[[nodiscard]] Result<governance::UserRecord> require_user(const LedgerReader& ledger, const std::string& user_id);
[[nodiscard]] Result<governance::ApplicationRecord> require_application(const LedgerReader& ledger,
                                                                        governance::ApplicationNumber number);
[[nodiscard]] Result<governance::PackageRecord> require_package(const LedgerReader& ledger, const Hash& hash);
/// Name of an organization; empty for 0.
[[nodiscard]] std::string organization_name(const LedgerReader& ledger, governance::OrganizationNumber number);

}  // namespace kaisho::cli
