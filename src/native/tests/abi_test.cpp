#include <gtest/gtest.h>

#include "kaisho/native.h"

// The same numbers are asserted in src/abi.rs: a struct changed on one side alone fails here or does not compile there.
TEST(NativeAbi, has_the_sizes_that_the_rust_side_asserts) {
  EXPECT_EQ(sizeof(kaisho_account), 72u);
  EXPECT_EQ(sizeof(kaisho_system_call), 128u);
  EXPECT_EQ(sizeof(kaisho_reader), 48u);
  EXPECT_EQ(sizeof(kaisho_created), 56u);
  EXPECT_EQ(sizeof(kaisho_called), 32u);
  EXPECT_EQ(sizeof(kaisho_block), 96u);
  EXPECT_EQ(sizeof(kaisho_access), 40u);
  EXPECT_EQ(sizeof(kaisho_transaction), 192u);
  EXPECT_EQ(sizeof(kaisho_options), 32u);
  EXPECT_EQ(sizeof(kaisho_log), 56u);
  EXPECT_EQ(sizeof(kaisho_change), 128u);
  EXPECT_EQ(sizeof(kaisho_outcome), 112u);
}

TEST(NativeAbi, refuses_a_revision_that_it_does_not_know) {
  kaisho_engine* engine = kaisho_engine_new();
  kaisho_block block{};
  block.revision = 99;
  const kaisho_transaction transaction{};
  const kaisho_options options{};
  const kaisho_reader reader{};
  const kaisho_outcome* outcome = kaisho_engine_run(engine, &block, &transaction, &options, &reader);
  EXPECT_EQ(outcome->status, KAISHO_STATUS_INVALID);
  EXPECT_EQ(outcome->reason, static_cast<std::uint32_t>(KAISHO_INVALID_REVISION));
  kaisho_outcome_free(outcome);
  kaisho_engine_free(engine);
}
