#include "kaisho/services/refused_box.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "durable_file.hpp"

namespace kaisho::services {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kNames{"refused.0", "refused.1"};
/// Of one file: as many transactions as may wait, each far larger than admission looks at.
constexpr std::size_t kMaxFile = RefusedBox::kMost * (std::size_t{2} << 20);

/// The line end in front parts it from a line that was cut off by a full disk.
std::string line_of(ByteView wire) {
  return "\n" + to_hex_plain(crypto::sha256(wire).view()) + " " + to_hex_plain(wire) + "\n";
}

/// What the line says, where all of it is there.
std::optional<Bytes> wire_in(std::string_view line) {
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  auto wire = from_hex(line.substr(blank + 1));
  if (!wire || to_hex_plain(crypto::sha256(*wire).view()) != line.substr(0, blank)) return std::nullopt;
  return std::move(*wire);
}

/// Adds what is not there yet.
void add_lines(std::string_view text, std::vector<Bytes>& wires) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto wire = wire_in(text.substr(0, end));
    if (wire && std::ranges::find(wires, *wire) == wires.end()) wires.push_back(std::move(*wire));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

/// One file takes what comes; the other has what was taken and not told yet.
struct RefusedBox::Files {
  std::array<Descriptor, 2> all;
  std::size_t current = 0;
};

RefusedBox::RefusedBox() = default;
RefusedBox::~RefusedBox() = default;

std::expected<void, std::string> RefusedBox::keep_in(const fs::path& folder) {
  if (auto made = make_private_folder(folder); !made) return made;
  const std::scoped_lock lock(mutex_);
  for (const auto* name : kNames) {
    const auto text = read_whole(folder / name, kMaxFile);
    if (!text) return std::unexpected(text.error());
    add_lines(text->value_or(""), held_.wires);
  }
  // All in one file, and the other one empty. Killed in between, it is there twice, and added once the next time.
  std::string lines;
  for (const auto& wire : held_.wires) lines += line_of(wire);
  if (auto kept = replace_durably(folder / kNames[0], lines); !kept) return kept;
  if (auto kept = replace_durably(folder / kNames[1], ""); !kept) return kept;
  auto files = std::make_unique<Files>();
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    auto file = open_to_append(folder / kNames[i]);
    if (!file) return std::unexpected(file.error());
    files->all[i] = std::move(*file);
  }
  files_ = std::move(files);
  waiting_ = held_.wires.size();
  return {};
}

void RefusedBox::put(ByteView wire) {
  const std::scoped_lock lock(mutex_);
  if (held_.wires.size() >= kMost) {
    ++held_.overlooked;
    return;
  }
  held_.wires.emplace_back(wire.begin(), wire.end());
  waiting_ = held_.wires.size();
  if (files_ && !append(files_->all[files_->current], line_of(wire))) ++held_.unkept;
  wake_();
}

RefusedBox::Taken RefusedBox::take() {
  const std::scoped_lock lock(mutex_);
  waiting_ = 0;
  if (files_ && !held_.wires.empty()) files_->current = 1 - files_->current;
  return std::exchange(held_, {});
}

/// Where the file cannot be emptied, the next run tells again what was told: an alert too many, and none lost.
void RefusedBox::told() {
  const std::scoped_lock lock(mutex_);
  if (files_) static_cast<void>(clear(files_->all[1 - files_->current]));
}

void RefusedBox::on_put(std::function<void()> wake) {
  const std::scoped_lock lock(mutex_);
  wake_ = std::move(wake);
}

}  // namespace kaisho::services
