#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "test_chain.hpp"

namespace kaisho::consensus {
namespace {

using namespace test;

/// No file of this process may grow beyond `bytes`: what a write sees is what a full disk gives it.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(FullDisk, stops_the_engine_by_name_while_reads_go_on) {
  TestChain chain;
  ASSERT_TRUE(chain.submit({.to = account(20), .value = 1}));
  std::uint64_t nonce = 1;
  {
    const FileSizeLimit full(64 << 10);
    SubmitResult result =
        chain.submit({.nonce = nonce, .to = account(20), .value = 1, .data = Bytes(4'000, 1), .gas = 1'000'000});
    while (result && nonce < 1'000) {
      result =
          chain.submit({.nonce = ++nonce, .to = account(20), .value = 1, .data = Bytes(4'000, 1), .gas = 1'000'000});
    }
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, RefusalCode::not_durable);
    EXPECT_THAT(result.error().text, testing::HasSubstr("disk_full"));
  }
  EXPECT_FALSE(chain.engine->status().accepts);
  EXPECT_THAT(chain.engine->status().reason, testing::HasSubstr("disk_full"));
  EXPECT_EQ(chain.submit({.nonce = nonce, .to = account(20)}).error().code, RefusalCode::stopped);
  EXPECT_EQ(chain.engine->make_block().error().code, RefusalCode::stopped);
  EXPECT_EQ(chain.balance(account(20)), nonce);  // every answered transfer, and not the one that failed
  EXPECT_EQ(chain.store->height(), nonce);

  chain.close();
  chain.open();  // there is room again
  const auto at = chain.nonce(account(1));
  EXPECT_GE(at, nonce);
  EXPECT_LE(at, nonce + 1);
  EXPECT_TRUE(chain.submit({.nonce = at, .to = account(20)})->inclusion);
}

}  // namespace
}  // namespace kaisho::consensus
