#include "bytecode.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>

// Opcodes: ethereum.github.io/execution-specs, "Virtual Machine"; metadata behind the code: docs.soliditylang.org,
// "Contract Metadata".
namespace kaisho::analysis {
namespace {

namespace op {
constexpr std::uint8_t kSub = 0x03, kEq = 0x14, kXor = 0x18;
constexpr std::uint8_t kOrigin = 0x32, kMStore = 0x52, kJumpI = 0x57, kPush1 = 0x60, kPush32 = 0x7f;
constexpr std::uint8_t kCreate = 0xf0, kCall = 0xf1, kCallCode = 0xf2, kDelegateCall = 0xf4, kCreate2 = 0xf5,
                       kSelfDestruct = 0xff;
}  // namespace op

struct Instruction {
  std::uint8_t code = 0;
  ByteView data;  ///< of a push
};

/// Length of the CBOR metadata behind the code with its two bytes of length; 0 where there is none.
std::size_t metadata_size(ByteView code) {
  if (code.size() < 4) return 0;
  const std::size_t size = (std::size_t{code[code.size() - 2]} << 8 | code[code.size() - 1]) + 2;
  if (size > code.size() || size < 4) return 0;
  const auto first = code[code.size() - size];
  return (first & 0xf0u) == 0xa0 ? size : 0;  // a CBOR map
}

std::vector<Instruction> instructions_of(ByteView code) {
  std::vector<Instruction> list;
  for (std::size_t at = 0; at < code.size(); ++at) {
    Instruction one{code[at], {}};
    if (one.code >= op::kPush1 && one.code <= op::kPush32) {
      const auto size = std::min<std::size_t>(one.code - op::kPush1 + 1u, code.size() - at - 1);
      one.data = code.subspan(at + 1, size);
      at += size;
    }
    list.push_back(one);
  }
  return list;
}

bool is_comparison(std::uint8_t code) { return code == op::kEq || code == op::kXor || code == op::kSub; }

/// `PUSH4 selector, (DUP), EQ or XOR or SUB, (ISZERO), PUSH target, JUMPI`: how compilers branch on a selector.
bool is_branch(const std::vector<Instruction>& list, std::size_t at) {
  bool compared = false;
  for (std::size_t i = at + 1; i < std::min(at + 6, list.size()); ++i) {
    if (is_comparison(list[i].code)) compared = true;
    if (list[i].code == op::kJumpI) return compared;
  }
  return false;
}

/// Whether the number is compared soon, and not written into memory as the selector of an error or of a call is.
bool is_compared(const std::vector<Instruction>& list, std::size_t at) {
  for (std::size_t i = at + 1; i < std::min(at + 12, list.size()); ++i) {
    if (is_comparison(list[i].code)) return true;
    if (list[i].code == op::kMStore) return false;
  }
  return false;
}

/// The four bytes of `PUSH4 x`, `PUSH3 x` where x begins with a zero, or `PUSH32 x00…00`.
std::optional<codec::abi::Selector> number_in(ByteView data) {
  if (data.size() == 32 && std::ranges::all_of(data.subspan(4), [](auto byte) { return byte == 0; })) {
    data = data.first(4);
  }
  if (data.size() < 3 || data.size() > 4) return std::nullopt;  // smaller numbers are compared everywhere
  codec::abi::Selector selector;
  std::ranges::copy(data, selector.bytes.end() - static_cast<std::ptrdiff_t>(data.size()));
  const bool is_mask = std::ranges::all_of(data, [](auto byte) { return byte == 0xff; });
  return is_mask || selector.is_zero() ? std::nullopt : std::optional(selector);
}

void take_selector(const std::vector<Instruction>& list, std::size_t at, CodeFacts& facts) {
  const auto selector = number_in(list[at].data);
  if (!selector) return;
  if (list[at].data.size() <= 4 && is_branch(list, at)) {
    facts.selectors.insert(*selector);
  } else if (is_compared(list, at)) {
    facts.suspects.insert(*selector);
  }
}

void take_address(ByteView data, std::set<Address>& addresses) {
  if (data.size() == 32 && std::ranges::all_of(data.first(12), [](auto byte) { return byte == 0; })) {
    data = data.subspan(12);
  }
  if (data.size() == 20 && looks_like_account(data)) addresses.insert(*fixed_from<Address>(data));
}

void take_instruction(std::uint8_t code, CodeFacts& facts) {
  facts.asks_origin |= code == op::kOrigin;
  facts.delegates |= code == op::kDelegateCall || code == op::kCallCode;
  facts.destroys |= code == op::kSelfDestruct;
  facts.creates |= code == op::kCreate || code == op::kCreate2;
  facts.calls |= code == op::kCall;
}

}  // namespace

bool looks_like_account(ByteView twenty) {
  const auto zeros = std::ranges::count(twenty, std::uint8_t{0});
  const auto ones = std::ranges::count(twenty, std::uint8_t{0xff});
  const bool begins_small = std::ranges::all_of(twenty.first(4), [](auto byte) { return byte == 0; });
  const bool is_text = std::ranges::all_of(twenty, [](auto byte) { return byte >= 0x20 && byte < 0x7f; });
  return zeros <= 8 && ones <= 10 && !begins_small && !is_text;
}

CodeFacts read_code(ByteView code) {
  const auto list = instructions_of(code.first(code.size() - metadata_size(code)));
  CodeFacts facts;
  for (std::size_t i = 0; i < list.size(); ++i) {
    take_instruction(list[i].code, facts);
    take_selector(list, i, facts);
    take_address(list[i].data, facts.addresses);
  }
  return facts;
}

std::set<Address> addresses_in(ByteView code) { return read_code(code).addresses; }

}  // namespace kaisho::analysis
