#include "kaisho/state/ics23.hpp"

#include "kaisho/base/assert.hpp"
#include "kaisho/base/hex.hpp"

namespace kaisho::state::ics23 {
namespace {

// Field numbers of proofs.proto.
enum : std::uint32_t {
  kCommitmentExist = 1,
  kCommitmentNonExist = 2,
  kExistKey = 1,
  kExistValue = 2,
  kExistLeaf = 3,
  kExistPath = 4,
  kNonExistKey = 1,
  kNonExistLeft = 2,
  kNonExistRight = 3,
  kLeafHash = 1,
  kLeafPrehashKey = 2,
  kLeafPrehashValue = 3,
  kLeafPrefix = 5,  // 4, the length operation, is NO_PREFIX = 0 and so not written
  kInnerHash = 1,
  kInnerPrefix = 2,
  kInnerSuffix = 3,
};
constexpr std::uint64_t kHashOpBlake3 = 9;
constexpr unsigned kWireVarint = 0;
constexpr unsigned kWireBytes = 2;

void put_varint(Bytes& to, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) to.push_back(static_cast<std::uint8_t>(number | 0x80));
  to.push_back(static_cast<std::uint8_t>(number));
}

void put_number(Bytes& to, std::uint32_t field, std::uint64_t number) {
  put_varint(to, field << 3 | kWireVarint);
  put_varint(to, number);
}

void put_bytes(Bytes& to, std::uint32_t field, ByteView bytes) {
  put_varint(to, field << 3 | kWireBytes);
  put_varint(to, bytes.size());
  append(to, bytes);
}

const Bytes& leaf_operation() {
  static const Bytes operation = [] {
    Bytes bytes;
    put_number(bytes, kLeafHash, kHashOpBlake3);
    put_number(bytes, kLeafPrehashKey, kHashOpBlake3);
    put_number(bytes, kLeafPrehashValue, kHashOpBlake3);
    put_bytes(bytes, kLeafPrefix, view_of(kLeafTag));
    return bytes;
  }();
  return operation;
}

Bytes inner_operation(const PathStep& step) {
  Bytes bytes;
  put_number(bytes, kInnerHash, kHashOpBlake3);
  put_bytes(bytes, step.sibling_is_left ? kInnerPrefix : kInnerSuffix, step.sibling.view());
  return bytes;
}

Bytes encode_existence(const Existence& proof) {
  Bytes bytes;
  put_bytes(bytes, kExistKey, proof.key);
  put_bytes(bytes, kExistValue, proof.value);
  put_bytes(bytes, kExistLeaf, leaf_operation());
  for (const auto& step : proof.path) put_bytes(bytes, kExistPath, inner_operation(step));
  return bytes;
}

Bytes encode_non_existence(const NonExistence& proof) {
  Bytes bytes;
  put_bytes(bytes, kNonExistKey, proof.key);
  if (proof.left) put_bytes(bytes, kNonExistLeft, encode_existence(*proof.left));
  if (proof.right) put_bytes(bytes, kNonExistRight, encode_existence(*proof.right));
  return bytes;
}

/// Reads fields in the order that the encoder writes them; the first surprise sticks.
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool next_is(std::uint32_t field) const {
    return !rest_.empty() && rest_[0] == (field << 3 | kWireBytes);  // all field numbers fit one byte
  }
  ByteView bytes(std::uint32_t field) {
    if (!next_is(field)) return fail(DecodeError::malformed);
    rest_ = rest_.subspan(1);
    const auto size = varint();
    if (error_) return {};
    if (size > rest_.size()) return fail(DecodeError::malformed);
    const auto found = rest_.first(size);
    rest_ = rest_.subspan(size);
    return found;
  }
  ByteView bounded(std::uint32_t field, std::size_t limit) {
    const auto found = bytes(field);
    if (!error_ && found.empty()) return fail(DecodeError::malformed);  // ICS-23 takes no empty key or value
    return found.size() > limit ? fail(DecodeError::too_large) : found;
  }
  void expect_hash_operation(std::uint32_t field) {
    if (error_) return;
    if (rest_.size() < 2 || rest_[0] != (field << 3 | kWireVarint)) {
      fail(DecodeError::malformed);
    } else if (rest_[1] != kHashOpBlake3) {
      fail(DecodeError::foreign_shape);
    } else {
      rest_ = rest_.subspan(2);
    }
  }
  ByteView fail(DecodeError error) {
    if (!error_) error_ = error;
    rest_ = {};
    return {};
  }
  void finish() {
    if (!rest_.empty()) fail(DecodeError::malformed);
  }
  [[nodiscard]] const std::optional<DecodeError>& error() const { return error_; }

 private:
  std::uint64_t varint() {
    std::uint64_t number = 0;
    for (unsigned i = 0; i < 4; ++i) {  // lengths are below 2^28
      if (i >= rest_.size()) break;
      const std::uint8_t byte = rest_[i];
      number |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
      if ((byte & 0x80) != 0) continue;
      if (byte == 0 && i > 0) break;  // a longer form than needed
      rest_ = rest_.subspan(i + 1);
      return number;
    }
    fail(DecodeError::malformed);
    return 0;
  }

  ByteView rest_;
  std::optional<DecodeError> error_;
};

template <class T>
using Decoded = std::expected<T, DecodeError>;

Decoded<PathStep> decode_inner(ByteView bytes) {
  Reader reader(bytes);
  reader.expect_hash_operation(kInnerHash);
  const bool left = reader.next_is(kInnerPrefix);
  const auto sibling = fixed_from<Hash>(reader.bytes(left ? kInnerPrefix : kInnerSuffix));
  if (!sibling) reader.fail(DecodeError::foreign_shape);
  reader.finish();
  if (reader.error()) return std::unexpected(*reader.error());
  return PathStep{.sibling_is_left = left, .sibling = *sibling};
}

Decoded<Existence> decode_existence(ByteView bytes) {
  Reader reader(bytes);
  Existence proof;
  proof.key = bytes_of(reader.bounded(kExistKey, kMaxKeySize));
  proof.value = bytes_of(reader.bounded(kExistValue, kMaxValueSize));
  const auto leaf = reader.bytes(kExistLeaf);
  if (!equal(leaf, leaf_operation())) reader.fail(DecodeError::foreign_shape);
  while (reader.next_is(kExistPath)) {
    const auto step = decode_inner(reader.bytes(kExistPath));
    if (!step) return std::unexpected(reader.error().value_or(step.error()));
    if (proof.path.size() == kMaxDepth) return std::unexpected(DecodeError::too_large);
    proof.path.push_back(*step);
  }
  reader.finish();
  if (reader.error()) return std::unexpected(*reader.error());
  return proof;
}

/// A neighbour: there, or not there.
Decoded<std::optional<Existence>> decode_neighbour(Reader& reader, std::uint32_t field) {
  if (!reader.next_is(field)) return std::optional<Existence>{};
  auto proof = decode_existence(reader.bytes(field));
  if (!proof) return std::unexpected(reader.error().value_or(proof.error()));
  return std::optional(std::move(*proof));
}

Decoded<NonExistence> decode_non_existence(ByteView bytes) {
  Reader reader(bytes);
  NonExistence proof;
  proof.key = bytes_of(reader.bounded(kNonExistKey, kMaxKeySize));
  auto left = decode_neighbour(reader, kNonExistLeft);
  if (!left) return std::unexpected(left.error());
  auto right = decode_neighbour(reader, kNonExistRight);
  if (!right) return std::unexpected(right.error());
  reader.finish();
  if (reader.error()) return std::unexpected(*reader.error());
  proof.left = std::move(*left);
  proof.right = std::move(*right);
  return proof;
}

}  // namespace

Bytes encode(const Proof& proof) {
  KAISHO_ASSERT(proof.present.has_value() != proof.absent.has_value());
  Bytes bytes;
  if (proof.present) put_bytes(bytes, kCommitmentExist, encode_existence(*proof.present));
  if (proof.absent) put_bytes(bytes, kCommitmentNonExist, encode_non_existence(*proof.absent));
  return bytes;
}

std::expected<Proof, DecodeError> decode(ByteView bytes) {
  if (bytes.size() > kMaxProofSize) return std::unexpected(DecodeError::too_large);
  Reader reader(bytes);
  const bool present = reader.next_is(kCommitmentExist);
  const auto inside = reader.bytes(present ? kCommitmentExist : kCommitmentNonExist);
  reader.finish();
  if (reader.error()) return std::unexpected(*reader.error());
  Proof proof;
  if (present) {
    auto existence = decode_existence(inside);
    if (!existence) return std::unexpected(existence.error());
    proof.present = std::move(*existence);
  } else {
    auto non_existence = decode_non_existence(inside);
    if (!non_existence) return std::unexpected(non_existence.error());
    proof.absent = std::move(*non_existence);
  }
  return proof;
}

}  // namespace kaisho::state::ics23
