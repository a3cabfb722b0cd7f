#include <fmt/format.h>

#include "kaisho/ledger/executor.hpp"
#include "tables.hpp"

namespace kaisho::storage {
namespace {

class ViewAt final : public ledger::StateView {
 public:
  ViewAt(std::shared_ptr<const Tables> tables, Height height) : tables_(std::move(tables)), height_(height) {}

  [[nodiscard]] std::optional<ledger::Account> account(const Address& address) const override {
    return checked(tables_->states.account(address, height_));
  }
  [[nodiscard]] Word storage(const Address& address, const Word& slot) const override {
    return checked(tables_->states.slot(address, slot, height_));
  }
  [[nodiscard]] ledger::Code code(const Hash& code_hash) const override {
    return value(tables_->states.code(code_hash));
  }
  [[nodiscard]] Hash block_hash(Height height) const override {
    if (height > height_) return {};
    const auto hash = value(tables_->blocks.hash_of(height));
    return hash.value_or(Hash{});
  }

 private:
  template <class T>
  static T value(Result<T> result) {
    if (!result) throw ledger::StateError(result.error().text);
    return std::move(*result);
  }
  /// A value that was read while its version may have been pruned is no value.
  template <class T>
  T checked(Result<T> result) const {
    if (tables_->oldest_state.load() > height_) {
      throw ledger::StateError(fmt::format("the state of block {} was pruned", height_));
    }
    return value(std::move(result));
  }

  std::shared_ptr<const Tables> tables_;
  Height height_;
};

}  // namespace

std::shared_ptr<const ledger::StateView> view_at(std::shared_ptr<const Tables> tables, Height height) {
  return std::make_shared<const ViewAt>(std::move(tables), height);
}

}  // namespace kaisho::storage
