#pragma once

#include "kaisho/peering/private_box.hpp"
#include "service_samples.hpp"

namespace kaisho::peering::testing {

/// Different bytes at each call, the same in each run.
class CountingRandom final : public SecureRandom {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = static_cast<std::uint8_t>(next_++ * 37);
  }

 private:
  std::atomic<unsigned> next_ = 1;
};

inline crypto::aead::Key sealing_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(number);
  return crypto::aead::Key::take(bytes);
}

inline identity::PrivateRecord sample_record(const std::string& amount = "100000") {
  std::uint8_t salt = 0;
  return identity::PrivateRecord::make({{"amount", amount}, {"rate", "1.5"}},
                                       [&] {
                                         Hash made;
                                         made.bytes.fill(++salt);
                                         return made;
                                       })
      .value();
}

inline const PrivateSubject kThird{PrivateSubject::Kind::application, "3"};

/// The roots on the ledger, and who is responsible.
class TestLedger {
 public:
  void set(const PrivateSubject& subject, const Hash& root, const MemberNames& responsible) {
    const std::scoped_lock lock(mutex_);
    entries_[subject] = {root, responsible};
  }
  [[nodiscard]] Commitments commitments() const {
    return [this](const PrivateSubject& subject) -> std::optional<Commitment> {
      const std::scoped_lock lock(mutex_);
      const auto at = entries_.find(subject);
      if (at == entries_.end()) return std::nullopt;
      return at->second;
    };
  }

 private:
  mutable std::mutex mutex_;
  std::map<PrivateSubject, Commitment> entries_;
};

}  // namespace kaisho::peering::testing
