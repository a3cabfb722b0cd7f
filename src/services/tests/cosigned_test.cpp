#include <gtest/gtest.h>

#include <kaisho/evidence/verify.hpp>
#include <kaisho/peering/peering.hpp>

#include "kaisho/services/peer_service.hpp"
#include "service_chain.hpp"

namespace kaisho::services {
namespace {

using namespace test;

class StandingClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override { return 0; }
};

/// bank's node; broker's signature comes when a test gives it.
struct Cosigned : ServiceChain {
  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("kaisho-cosigned-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  StandingClock clock;
  std::string origin = evidence::checkpoint_origin(chain.store->genesis().chain_id, chain.store->genesis_hash());
  std::unique_ptr<peering::Peering> peering = start();
  EvidenceService evidence{{*chain.store, peering->keeper()}, {}};
  PeerService peers{*peering};

  ~Cosigned() { std::filesystem::remove_all(folder); }
  std::unique_ptr<peering::Peering> start() {
    return peering::Peering::start({.folder = folder,
                                    .self = "bank",
                                    .history = {origin, [this] { return chain.store->height() + 1; },
                                                [this](std::uint64_t size) -> std::optional<Hash> {
                                                  const auto root = chain.store->history_root(size);
                                                  return root ? std::optional(*root) : std::nullopt;
                                                }},
                                    .signer = peering::CheckpointKeeper::Signer{"bank", checkpoint_key(1)},
                                    .members =
                                        [] {
                                          return std::vector<peering::Member>{
                                              {"bank", "", {}, checkpoint_key(1).public_key()},
                                              {"broker", "", {}, checkpoint_key(2).public_key()}};
                                        },
                                    .service = {},
                                    .height = {},
                                    .registered_in = {},
                                    .info = [](std::string_view) {},
                                    .warn = [](std::string_view) {}},
                                   clock)
        .value();
  }
  void broker_signs(std::uint64_t size) const {
    const auto key = checkpoint_key(2);
    const auto root = chain.store->history_root(size).value();
    EXPECT_EQ(peering->keeper()->take("broker", evidence::sign_checkpoint({origin, size, root}, {{"broker", key}})),
              peering::Heard::agrees);
  }
  std::size_t signers_of(const std::string& pack) const { return evidence::read_pack(pack)->signers.size(); }
};

TEST(CosignedEvidence, G11_a_pack_bears_the_checkpoint_that_most_members_signed_and_that_covers_it) {
  Cosigned node;
  const auto mined = node.mine({.to = kShop, .value = 5});
  const PackRequest request{.transactions = {mined.transaction().hash}, .states = {}, .earlier_checkpoint = {}};
  auto pack = node.evidence.build(request);
  ASSERT_TRUE(pack) << pack.error().text;
  EXPECT_EQ(node.signers_of(*pack), 1u) << "only the node itself so far";

  node.broker_signs(2);
  node.mine({.nonce = 1, .to = kShop, .value = 1});
  pack = node.evidence.build(request);
  ASSERT_TRUE(pack);
  EXPECT_EQ(node.signers_of(*pack), 2u) << "the older checkpoint covers the transaction and two signed it";
  const auto report = evidence::verify(*pack, {.any_of = {{"broker", checkpoint_key(2).public_key()}}, .all_of = {}});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->holds());
  EXPECT_EQ(report->checkpoint_size, 2u);

  pack = node.evidence.build(
      {.transactions = {},
       .states = {{.kind = StateClaimRequest::Kind::account, .address = kShop, .slot = {}, .at = Height{2}}},
       .earlier_checkpoint = {}});
  ASSERT_TRUE(pack);
  EXPECT_EQ(evidence::read_pack(*pack)->signers.size(), 1u) << "nobody else signed that far";
  EXPECT_EQ(node.peers.checkpoints().size(), 2u);
}

TEST(CosignedEvidence, G11_is_refused_for_blocks_that_are_not_there) {
  Cosigned node;
  const auto pack = node.evidence.build(
      {.transactions = {},
       .states = {{.kind = StateClaimRequest::Kind::account, .address = kShop, .slot = {}, .at = Height{9}}},
       .earlier_checkpoint = {}});
  ASSERT_FALSE(pack);
  EXPECT_EQ(pack.error().code, ErrorCode::unknown_block);
}

TEST(Packages, are_put_in_pieces_and_read_back) {
  Cosigned node;
  const Bytes nonsense(100, 7);
  const auto refused = node.peers.put_package(Hash{}, 0, nonsense);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(node.peers.put_package(Hash{}, 0, {})->offset, 0u);
  EXPECT_EQ(node.peers.read_package(Hash{}, 0, 1).error().code, ErrorCode::not_found);
  EXPECT_TRUE(node.peers.packages().empty());
}

}  // namespace
}  // namespace kaisho::services
