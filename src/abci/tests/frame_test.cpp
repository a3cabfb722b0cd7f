#include "kaisho/abci/frame.hpp"

#include <gtest/gtest.h>

namespace kaisho::abci {
namespace {

Bytes framed(ByteView message) {
  Bytes frame;
  append_length(frame, message.size());
  append(frame, message);
  return frame;
}

TEST(Frame, the_length_is_an_unsigned_varint) {
  Bytes frame;
  append_length(frame, 0);
  append_length(frame, 127);
  append_length(frame, 128);
  append_length(frame, 300);
  EXPECT_EQ(frame, (Bytes{0, 0x7f, 0x80, 0x01, 0xac, 0x02}));
}

TEST(Frame, frames_come_out_however_the_stream_is_cut) {
  const Bytes first(300, 1);
  const Bytes second = {2, 3};
  Bytes stream = framed(first);
  append(stream, framed(second));
  append(stream, framed({}));
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    FrameReader reader(1000);
    std::vector<Bytes> seen;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      reader.push(ByteView(stream).subspan(at, std::min(step, stream.size() - at)));
      for (auto frame = reader.next(); frame.value(); frame = reader.next()) seen.push_back(bytes_of(**frame));
    }
    EXPECT_EQ(seen, (std::vector<Bytes>{first, second, {}})) << "cut every " << step;
    EXPECT_EQ(reader.unread(), 0u);
  }
}

TEST(Frame, a_cut_frame_stays_unread) {
  FrameReader reader(10);
  reader.push(Bytes{3, 1, 2});
  EXPECT_EQ(reader.next().value(), std::nullopt);
  EXPECT_EQ(reader.unread(), 3u);
}

TEST(Frame, a_frame_of_the_limit_is_taken_and_one_more_byte_is_not) {
  FrameReader fits(10);
  fits.push(framed(Bytes(10, 7)));
  EXPECT_EQ(fits.next().value()->size(), 10u);
  FrameReader over(10);
  over.push(Bytes{11});  // refused by its length alone
  EXPECT_EQ(over.next().error(), FrameError::too_large);
  over.push(Bytes(11, 7));
  EXPECT_EQ(over.next().error(), FrameError::too_large);
}

TEST(Frame, a_length_of_64_bits_is_too_large_and_a_longer_one_is_no_varint) {
  FrameReader largest(10);
  largest.push(Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01});
  EXPECT_EQ(largest.next().error(), FrameError::too_large);
  FrameReader longer(10);
  longer.push(Bytes(11, 0x80));
  EXPECT_EQ(longer.next().error(), FrameError::bad_length);
}

}  // namespace
}  // namespace kaisho::abci
