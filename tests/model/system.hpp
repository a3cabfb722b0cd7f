#pragma once

#include <memory>

#include "steps.hpp"

namespace kaisho::model {

/// One call as it was sent, and whether it was taken.
struct Call {
  std::uint8_t key = 0;  ///< of the sender
  std::vector<std::uint8_t> input;
  std::uint64_t time = 0;
  bool taken = false;
};

/// The real contract on a ledger in memory, driven by the model's steps: each becomes call data with real signatures.
class System {
 public:
  System(Organizations founders, const World& world);
  System(const System& other);
  System& operator=(const System&) = delete;
  ~System();

  /// Whether the contract takes the step; else `refusal` says why not.
  bool take(const Step& step);
  [[nodiscard]] const std::string& refusal() const;
  /// What differs between the records and the model; empty where nothing does.
  [[nodiscard]] std::string difference(const State& state) const;
  /// What is wrong with the programs that came to run, by the records before and by who really agreed, never by what
  /// the contract made of it; empty if nothing is.
  [[nodiscard]] const std::string& wrong() const;
  /// Everything that was sent.
  [[nodiscard]] const std::vector<Call>& calls() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace kaisho::model
