#include <kaisho/base/assert.hpp>
#include <kaisho/codec/lz4.hpp>

/// Any bytes as a block of any size end in as many bytes or in nothing; any bytes come back from the library's block of
/// them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace lz4 = kaisho::codec::lz4;
  const kaisho::ByteView bytes(data, size);
  if (size >= 2) {
    const std::size_t wanted = data[0] | std::size_t{data[1]} << 8;
    const auto read = lz4::decode(bytes.subspan(2), wanted);
    KAISHO_ASSERT(!read || read->size() == wanted);
  }
  const auto back = lz4::decode(lz4::encode(bytes), size);
  KAISHO_ASSERT(back && kaisho::equal(*back, bytes));
  return 0;
}
