#include "routes.hpp"

#include <gtest/gtest.h>

#include "service_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;

class RoutesTest : public ::testing::Test {
 protected:
  [[nodiscard]] Answer ask(std::string_view target, std::string_view range = {}, std::string_view etag = {}) const {
    return routes_.answer({.head = false, .method = "GET", .target = target, .range = range, .if_none_match = etag},
                          {"broker", {}});
  }
  [[nodiscard]] static bool is(const Answer& answer, unsigned status, std::string_view slug) {
    return answer.status == status &&
           answer.body.find("\"urn:kaisho:problem:" + std::string(slug) + "\"") != std::string::npos;
  }
  Folder folder_;
  Registry registry_;
  MemberNode bank_{"bank", 1, registry_, folder_.path()};
  Routes routes_{{"bank", kOrigin, bank_.keeper.get(), *bank_.packages}};
};

TEST_F(RoutesTest, give_a_checkpoint_of_any_size_that_was_executed) {
  const auto latest = ask("/v1/checkpoint");
  EXPECT_EQ(latest.status, 200u);
  EXPECT_EQ(evidence::parse_checkpoint(evidence::parse_note(latest.body)->text)->size, 5u);
  EXPECT_EQ(evidence::parse_checkpoint(evidence::parse_note(ask("/v1/checkpoint/3").body)->text)->size, 3u);
  EXPECT_TRUE(is(ask("/v1/checkpoint/6"), 404, "not-executed"));
  EXPECT_TRUE(is(ask("/v1/checkpoint/03"), 404, "unknown-path"));
  EXPECT_TRUE(is(ask("/v1/checkpoint/99999999999999999999"), 404, "unknown-path"));
}

TEST_F(RoutesTest, G1_give_parts_of_a_package) {
  const auto package = sample_package();
  bank_.put(package);
  const auto path = "/v1/package/" + to_hex_plain(package.hash.view());
  const auto total = to_archive(package).size();
  const auto whole = ask(path);
  ASSERT_TRUE(whole.slice);
  EXPECT_EQ(whole.status, 200u);
  EXPECT_EQ(whole.slice->size, total);
  const auto part = ask(path, "bytes=100-");
  ASSERT_TRUE(part.slice);
  EXPECT_EQ(part.status, 206u);
  EXPECT_EQ(part.slice->offset, 100u);
  EXPECT_EQ(part.slice->size, total - 100);
  EXPECT_EQ(ask(path, {}, whole.etag).status, 304u);
  EXPECT_TRUE(is(ask(path, "bytes=" + std::to_string(total) + "-"), 416, "bad-range"));
  EXPECT_TRUE(is(ask("/v1/package/" + std::string(64, '0')), 404, "unknown-package"));
  EXPECT_TRUE(is(ask("/v1/package/../../etc/passwd"), 404, "unknown-path"));
}

TEST_F(RoutesTest, refuse_whoever_is_no_member_and_say_why) {
  for (const auto* target : {"/v1/checkpoint", "/v1/checkpoint/3", "/v1/package/00"}) {
    const auto answer =
        routes_.answer({.head = false, .method = "GET", .target = target, .range = {}, .if_none_match = {}},
                       {std::unexpected(Refusal::expired), {}});
    EXPECT_TRUE(is(answer, 403, "certificate-expired")) << target;
    EXPECT_TRUE(answer.ends_connection);
  }
  const auto hello =
      routes_.answer({.head = false, .method = "GET", .target = "/v1/hello", .range = {}, .if_none_match = {}},
                     {std::unexpected(Refusal::unknown_key), {}});
  EXPECT_EQ(hello.status, 200u);
  EXPECT_NE(hello.body.find("unknown-certificate"), std::string::npos);
}

TEST_F(RoutesTest, take_no_other_method_or_path) {
  const auto post = routes_.answer(
      {.head = false, .method = "POST", .target = "/v1/checkpoint", .range = {}, .if_none_match = {}}, {"broker", {}});
  EXPECT_TRUE(is(post, 405, "wrong-method"));
  EXPECT_TRUE(is(ask("/"), 404, "unknown-path"));
  EXPECT_TRUE(is(ask("/v1/checkpoints"), 404, "unknown-path"));
}

TEST(Range, is_one_that_lies_within) {
  EXPECT_EQ(parse_range("bytes=0-", 10), (ByteRange{0, 9}));
  EXPECT_EQ(parse_range("bytes=3-5", 10), (ByteRange{3, 5}));
  EXPECT_EQ(parse_range("bytes=3-50", 10), (ByteRange{3, 9}));
  for (const auto* wrong : {"bytes=10-", "bytes=5-3", "bytes=-3", "bytes=0-1,3-4", "bytes=a-", "items=0-",
                            "bytes=", "bytes=18446744073709551616-"}) {
    EXPECT_FALSE(parse_range(wrong, 10)) << wrong;
  }
  EXPECT_FALSE(parse_range("bytes=0-", 0));
}

}  // namespace
}  // namespace kaisho::peering
