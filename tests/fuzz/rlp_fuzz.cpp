#include <kaisho/base/assert.hpp>
#include <kaisho/codec/rlp.hpp>

/// Whatever the RLP decoder accepts encodes to the same bytes: no value has two encodings.
namespace {

namespace rlp = kaisho::codec::rlp;

void rewrite(rlp::Writer& out, const rlp::Item& item) {
  if (!item.is_list()) {
    if (const auto number = item.as_u256()) {
      out.number(*number);
    } else {
      out.string(item.payload());
    }
    return;
  }
  out.begin_list();
  const auto list = item.as_list();
  for (const rlp::Item& inner : *list) rewrite(out, inner);
  out.end_list();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const kaisho::ByteView bytes(data, size);
  const auto item = rlp::decode(bytes);
  if (!item) return 0;
  rlp::Writer out;
  rewrite(out, *item);
  KAISHO_ASSERT(kaisho::equal(std::move(out).take(), bytes));
  rlp::Fields fields(*item);
  while (!fields.at_end() && fields.finish().error() == rlp::Error::too_many_items)
    fields.optional_fixed<kaisho::Address>();
  return 0;
}
