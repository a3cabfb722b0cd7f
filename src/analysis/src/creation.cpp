#include "creation.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/records.hpp>

#include "observation.hpp"

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;
using governance::ProxyKind;
using Done = std::expected<void, std::string>;

ProxyKind kind_of(const governance::Package& package) {
  return package.manifest.lifecycle ? package.manifest.lifecycle->proxy : ProxyKind::none;
}

/// One program on its way into the world.
class Creation {
 public:
  Creation(TrialWorld& world, const ledger::Overlay& state) : world_(world), state_(state) {}

  std::expected<CreatedProgram, std::string> run(const governance::Package& package, const Question& question) {
    const bool behind_proxy = kind_of(package) != ProxyKind::none;
    Done done;
    if (!behind_proxy) {
      for (const auto& earlier : question.earlier) place(earlier);
      done = issue(package, question.constructor_arguments);
    } else if (question.earlier.empty()) {
      done = issue_behind_proxy(package, question.constructor_arguments);
    } else {
      done = issue_behind_proxy(question.earlier[0].package, question.earlier[0].arguments);
      for (std::size_t i = 1; done && i < question.earlier.size(); ++i) {
        done = upgrade(question.earlier[i].package, question.earlier[i].arguments);
      }
      if (done) done = upgrade(package, question.constructor_arguments);
    }
    if (!done) return std::unexpected(done.error());
    return std::move(made_);
  }

  /// Everything that happened, the earlier versions too.
  [[nodiscard]] ledger::StateDiff& all() { return all_; }

 private:
  [[nodiscard]] TrialWorld::Moment now() const { return {state_, world_.time()}; }

  void apply(const ledger::StateDiff& diff) {
    state_.apply(diff);
    all_.merge(diff);
  }

  Done keep(std::optional<ledger::ExecutionResult> result) {
    if (!result) return std::unexpected(std::string("the EVM refused to begin"));
    if (result->outcome == ledger::Outcome::halt) return std::unexpected(result->halt_reason);
    if (result->outcome != ledger::Outcome::success) {
      return std::unexpected(abi::revert_reason(result->output).value_or(to_hex(result->output)));
    }
    apply(result->diff);
    made_.changes.merge(std::move(result->diff));
    return {};
  }

  std::expected<Address, std::string> create(Bytes code) {
    auto result = world_.create(now(), governance::kGovernanceAddress, std::move(code));
    const auto address = result ? result->created : std::nullopt;
    if (auto done = keep(std::move(result)); !done) return std::unexpected(done.error());
    if (!address) return std::unexpected(std::string("the EVM created nothing"));
    return *address;
  }

  Done issue(const governance::Package& package, const Bytes& arguments) {
    Bytes code = package.creation_code;
    append(code, arguments);
    const auto address = create(std::move(code));
    if (!address) return std::unexpected(address.error());
    made_.program = *address;
    return {};
  }

  /// An earlier contract, moved to where it stands on the ledger. It is no part of what is looked at; one that cannot
  /// be made here is not there, and a constructor that needs it fails by itself.
  void place(const EarlierVersion& earlier) {
    if (!earlier.at.is_zero() && issue(earlier.package, earlier.arguments)) {
      ledger::StateDiff moved;
      moved.accounts[earlier.at] = made_.changes.accounts[made_.program];
      apply(moved);
    }
    made_ = {};
  }

  Done issue_behind_proxy(const governance::Package& package, const Bytes& first_call) {
    const auto implementation = create(package.creation_code);
    if (!implementation) return std::unexpected(implementation.error());
    const bool uups = kind_of(package) == ProxyKind::uups;
    abi::Values values{abi::Value::of(*implementation), abi::Value::of(first_call)};
    if (!uups) values.insert(values.begin() + 1, abi::Value::of(governance::kGovernanceAddress));
    Bytes code = package.proxy_code;
    append(code,
           abi::encode(abi::types_of(uups ? "address,bytes" : "address,address,bytes"), values).value_or(Bytes{}));
    const auto proxy = create(std::move(code));
    if (!proxy) return std::unexpected(proxy.error());
    made_.program = *proxy;
    return points_to(*implementation);
  }

  Done upgrade(const governance::Package& package, const Bytes& first_call) {
    const auto implementation = create(package.creation_code);
    if (!implementation) return std::unexpected(implementation.error());
    const bool uups = kind_of(package) == ProxyKind::uups;
    abi::Values values{abi::Value::of(*implementation), abi::Value::of(first_call)};
    if (!uups) values.insert(values.begin(), abi::Value::of(made_.program));
    const Address upgrader = uups ? made_.program : address_of(state_.storage(made_.program, admin_slots()[0]));
    auto done = keep(world_.call(
        now(), governance::kGovernanceAddress, upgrader,
        call_data(uups ? "upgradeToAndCall(address,bytes)" : "upgradeAndCall(address,address,bytes)", values)));
    return done ? points_to(*implementation) : done;
  }

  Done points_to(const Address& implementation) {
    const Address found = address_of(state_.storage(made_.program, implementation_slots()[0]));
    if (found != implementation) return std::unexpected("the proxy points to " + to_hex(found));
    made_.implementation = implementation;
    return {};
  }

  TrialWorld& world_;
  ledger::Overlay state_;  ///< a copy: a failure leaves no trace
  CreatedProgram made_;
  ledger::StateDiff all_;
};

}  // namespace

std::expected<CreatedProgram, std::string> create_program(TrialWorld& world, ledger::Overlay& state,
                                                          const governance::Package& package,
                                                          const Question& question) {
  Creation creation(world, state);
  auto created = creation.run(package, question);
  if (created) state.apply(std::move(creation.all()));
  return created;
}

}  // namespace kaisho::analysis
