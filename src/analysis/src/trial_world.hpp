#pragma once

#include <map>
#include <optional>
#include <set>

#include "kaisho/analysis/program_facts.hpp"

#include <kaisho/governance/test_world.hpp>

/// The world in which a program is tried: governance, the program, and accounts that may or may not use the token.
namespace kaisho::analysis {

/// The governance of tests, which also remembers for which tokens it was asked whether an account may use them.
class ListeningGovernance final : public ledger::SystemContract {
 public:
  [[nodiscard]] Address address() const override { return governance::test_contract().address(); }
  [[nodiscard]] ledger::SystemAnswer call(ledger::Host& host, const ledger::SystemCall& call) const override;
  [[nodiscard]] const std::set<std::string>& asked() const { return asked_; }

 private:
  mutable std::set<std::string> asked_;  ///< token IDs; one world is one thread
};

/// Runs calls and counts their gas. A state is a ledger::Overlay; nothing here keeps one.
class TrialWorld {
 public:
  TrialWorld(const ledger::Executor& executor, const TrialLimits& limits, ChainId chain, Timestamp time);

  struct Moment {
    const ledger::StateView& state;
    Timestamp time;
  };
  /// Nothing where the budget is spent or the call could not begin.
  [[nodiscard]] std::optional<ledger::ExecutionResult> call(const Moment& at, const Address& from, const Address& to,
                                                            Bytes data);
  [[nodiscard]] std::optional<ledger::ExecutionResult> create(const Moment& at, const Address& from, Bytes code);
  /// The output of a successful call from nobody; nothing otherwise.
  [[nodiscard]] std::optional<Bytes> view(const Moment& at, const Address& to, Bytes data);
  /// A number that a function of this signature answers.
  [[nodiscard]] std::optional<U256> number(const Moment& at, const Address& to, std::string_view signature,
                                           const codec::abi::Values& arguments = {});

  /// Whether the account may use the token, from now on in this state.
  void set_usable(ledger::Overlay& state, const std::string& token, const Address& account, bool usable);

  [[nodiscard]] Timestamp time() const { return time_; }
  [[nodiscard]] Gas gas_used() const { return gas_used_; }
  [[nodiscard]] bool is_spent() const { return gas_used_ >= limits_.gas_total; }
  [[nodiscard]] const std::set<std::string>& asked_tokens() const { return governance_.asked(); }

 private:
  std::optional<ledger::ExecutionResult> run(const Moment& at, ledger::Message message, ledger::CreateMode mode);

  const ledger::Executor& executor_;
  const TrialLimits& limits_;
  ChainId chain_;
  Timestamp time_;
  Gas gas_used_ = 0;
  ListeningGovernance governance_;
};

/// Call data of a function by its signature; asserts that the values fit.
[[nodiscard]] Bytes call_data(std::string_view signature, const codec::abi::Values& arguments = {});

}  // namespace kaisho::analysis
