#pragma once

#include <kaisho/base/assert.hpp>

#include "chain_of_one.hpp"
#include "lifecycle_stories.hpp"

/// A chain with the governance at three points of one token's story, for calls of any kind to be tried on.
namespace kaisho::governance::testing {

enum class Stage : std::uint8_t {
  applied,   ///< registered, tested, its users known, an application to issue waits
  running,   ///< issued; a second version is tested; a proposal of the bank's is open
  upgrading  ///< as running, and an upgrade to the second version waits
};

class StagedChain {
 public:
  explicit StagedChain(Stage stage) {
    must(kBank, calls::register_program("BOND", "", story.package.canonical_manifest));
    for (const auto organization : {kBank, kBroker}) must(organization, story.attest(organization));
    must(kBank, story.register_user("acme", kAcme));
    must(kBroker, story.register_user("iris", kIris, "broker"));
    must(kBank, story.apply_to_issue(story.issue_consent()));
    if (stage == Stage::applied) return;
    must(kBank, story.deploy({kBank, kBroker}));
    must(kBank, calls::register_program("BOND", "", second.canonical_manifest));
    for (const auto organization : {kBank, kBroker}) must(organization, attest_package(second, organization));
    const MembershipChange change{.kind = ChangeKind::remove, .name = "exchange"};
    must(kBank, calls::propose_membership(change, kNow + 1'000));
    if (stage == Stage::upgrading) must(kBank, upgrade().apply());
  }

  /// The upgrade to the second version.
  [[nodiscard]] Change upgrade() const {
    Change change = pause();
    change.action = "upgrade";
    change.package = second.hash;
    return change;
  }
  /// A pause of what runs.
  [[nodiscard]] Change pause() const {
    Change change;
    change.action = "pause";
    change.deployed = find_token(chain.slots(), "BOND")->deployed;
    change.from_package = change.package = story.package.hash;
    return change;
  }

  Story story;
  Package second = version_of("2.0.0");
  Chain chain;

 private:
  void must(std::uint8_t from, const Bytes& call) {
    const auto refusal = chain.send(from, call);
    KAISHO_ASSERT(refusal.empty());
  }
};

}  // namespace kaisho::governance::testing
