#include "kaisho/consensus/record.hpp"

#include <kaisho/codec/rlp.hpp>

namespace kaisho::consensus {
namespace rlp = codec::rlp;
namespace {

constexpr std::uint8_t kVersion = 0x01;

void write(rlp::Writer& out, const Skip& skip) {
  out.begin_list();
  out.number(skip.height).fixed(skip.transaction).number(static_cast<std::uint64_t>(skip.code));
  out.number(skip.invalid ? static_cast<std::uint64_t>(*skip.invalid) : 0);
  out.end_list();
}

std::optional<Skip> read_skip(const rlp::Item& item) {
  rlp::Fields fields(item);
  Skip skip;
  skip.height = fields.u64();
  skip.transaction = fields.fixed<Hash>();
  const auto code = fields.u64();
  const auto invalid = fields.u64();
  if (!fields.finish() || code < 1 || code > static_cast<std::uint64_t>(SkipCode::invalid)) return std::nullopt;
  skip.code = static_cast<SkipCode>(code);
  if ((skip.code == SkipCode::invalid) != (invalid != 0)) return std::nullopt;
  if (invalid > static_cast<std::uint64_t>(ledger::Invalid::refused_by_executor)) return std::nullopt;
  if (invalid != 0) skip.invalid = static_cast<ledger::Invalid>(invalid);
  return skip;
}

}  // namespace

std::string_view name_of(SkipCode code) {
  switch (code) {
    case SkipCode::duplicate:
      return "duplicate";
    case SkipCode::waiting:
      return "waiting";
    case SkipCode::no_room:
      return "no_room";
    case SkipCode::invalid:
      return "invalid";
  }
  return "unknown";
}

std::string describe(const Skip& skip) {
  std::string text = "skipped at consensus height " + std::to_string(skip.height) + ": ";
  switch (skip.code) {
    case SkipCode::duplicate:
      return text + "it was executed already";
    case SkipCode::waiting:
      return text + "an earlier nonce of its sender is missing; send it again";
    case SkipCode::no_room:
      return text + "the block's gas was used up; send it again";
    case SkipCode::invalid:
      break;
  }
  return text + std::string(skip.invalid ? ledger::describe(*skip.invalid) : "invalid");
}

Bytes encode_record(const Record& record) {
  rlp::Writer out(Bytes{kVersion});
  out.begin_list();
  out.number(record.height).fixed(record.block).fixed(record.app_hash);
  out.begin_list();
  for (const auto& skip : record.skips) write(out, skip);
  out.end_list();
  out.end_list();
  return std::move(out).take();
}

std::optional<Record> decode_record(ByteView bytes) {
  if (bytes.empty() || bytes.front() != kVersion) return std::nullopt;
  const auto item = rlp::decode(bytes.subspan(1), 3);
  if (!item) return std::nullopt;
  rlp::Fields fields(*item);
  Record record;
  record.height = fields.u64();
  record.block = fields.fixed<Hash>();
  record.app_hash = fields.fixed<Hash>();
  for (const auto& skip : fields.list()) {
    auto read = read_skip(skip);
    if (!read || record.skips.size() == kMaxSkips) return std::nullopt;
    record.skips.push_back(*std::move(read));
  }
  if (!fields.finish()) return std::nullopt;
  return record;
}

}  // namespace kaisho::consensus
