#include "kaisho/services/refused_box.hpp"

#include <utility>

namespace kaisho::services {

void RefusedBox::put(ByteView wire) {
  const std::scoped_lock lock(mutex_);
  if (held_.wires.size() == kMost) {
    ++held_.overlooked;
    return;
  }
  held_.wires.emplace_back(wire.begin(), wire.end());
  waiting_ = held_.wires.size();
  wake_();
}

RefusedBox::Taken RefusedBox::take() {
  const std::scoped_lock lock(mutex_);
  waiting_ = 0;
  return std::exchange(held_, {});
}

void RefusedBox::on_put(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace kaisho::services
