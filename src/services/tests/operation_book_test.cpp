#include <gtest/gtest.h>

#include <fstream>

#include "fixed_sources.hpp"
#include "kaisho/services/operation.hpp"

namespace kaisho::services {
namespace {

struct Operations : testing::Test {
  test::Folder folder;
  std::unique_ptr<OperationBook> book = OperationBook::open(folder.path(), 1'000).value();

  void reopen(Timestamp now = 1'000) {
    book.reset();
    book = OperationBook::open(folder.path(), now).value();
  }
  static Operation sample(const std::string& id, const std::string& key) {
    Operation operation;
    operation.id = id;
    operation.owner = operation.organization = "bank";
    operation.kind = "registerUser";
    operation.key = key;
    operation.request = Hash{{1}};
    operation.created = operation.updated = 1'000;
    operation.progress = {{1'000, "sent"}};
    operation.call = {1, 2, 3};
    operation.wire = {4, 5};
    operation.result = {{"transactionHash", "0x01"}};
    return operation;
  }
};

TEST_F(Operations, answer_the_same_key_and_request_with_the_same_operation) {
  ASSERT_TRUE(book->put(sample("a", "key")));
  const auto known = book->reserve("bank", "key", Hash{{1}});
  ASSERT_TRUE(known);
  EXPECT_EQ(std::get<Operation>(*known).id, "a");
}

TEST_F(Operations, refuse_a_key_that_stands_for_another_request) {
  ASSERT_TRUE(book->put(sample("a", "key")));
  EXPECT_EQ(book->reserve("bank", "key", Hash{{2}}).error().code, ErrorCode::key_reused);
  EXPECT_TRUE(book->reserve("broker", "key", Hash{{2}})) << "keys are their owner's own";
}

TEST_F(Operations, hold_a_key_while_its_request_is_taken_and_give_it_back) {
  {
    const auto held = book->reserve("bank", "key", Hash{{1}});
    ASSERT_TRUE(held);
    EXPECT_EQ(book->reserve("bank", "key", Hash{{1}}).error().code, ErrorCode::in_flight);
  }
  EXPECT_TRUE(book->reserve("bank", "key", Hash{{1}})) << "nothing came of it";
}

TEST_F(Operations, tell_who_listens_of_each_state_until_it_stops_listening) {
  std::vector<std::string> heard;
  auto listening =
      book->listen("a", [&](const auto& operation) { heard.push_back(operation->progress.back().second); });
  auto operation = sample("a", "one");
  ASSERT_TRUE(book->put(operation));
  ASSERT_TRUE(book->put(sample("b", "two"))) << "another one";
  operation.progress.emplace_back(1'001, "in block 7");
  ASSERT_TRUE(book->put(operation));
  EXPECT_EQ(heard, (std::vector<std::string>{"sent", "in block 7"}));
  listening.reset();
  ASSERT_TRUE(book->put(operation));
  EXPECT_EQ(heard.size(), 2u);
}

TEST_F(Operations, are_all_there_after_a_restart) {
  ASSERT_TRUE(book->put(sample("a", "one")));
  auto changed = sample("b", "two");
  ASSERT_TRUE(book->put(changed));
  changed.status = Operation::Status::failed;
  changed.failure = "no\nway \"もう\"";
  changed.failure_name = "PolicyWeakened";
  ASSERT_TRUE(book->put(changed));
  reopen();
  const auto found = book->find("b");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->status, Operation::Status::failed);
  EXPECT_EQ(found->failure, changed.failure);
  EXPECT_EQ(found->wire, changed.wire);
  EXPECT_EQ(found->progress, changed.progress);
  EXPECT_EQ(book->open_ones().size(), 1u);
  EXPECT_EQ(book->reserve("bank", "one", Hash{{2}}).error().code, ErrorCode::key_reused);
}

TEST_F(Operations, forget_half_a_line_that_a_crash_left) {
  ASSERT_TRUE(book->put(sample("a", "one")));
  book.reset();
  std::ofstream(folder.path() / "operations.journal", std::ios::app) << R"({"id":"b","own)";
  reopen();
  EXPECT_TRUE(book->find("a"));
  EXPECT_FALSE(book->find("b"));
  ASSERT_TRUE(book->put(sample("c", "three")));
  reopen();
  EXPECT_TRUE(book->find("c")) << "what is written behind it is whole";
}

TEST_F(Operations, refuse_a_journal_that_is_damaged) {
  ASSERT_TRUE(book->put(sample("a", "one")));
  book.reset();
  std::ofstream(folder.path() / "operations.journal") << "{}\n";
  EXPECT_FALSE(OperationBook::open(folder.path(), 1'000));
}

TEST_F(Operations, are_forgotten_a_week_after_their_end_and_never_before) {
  auto done = sample("a", "one");
  done.status = Operation::Status::done;
  ASSERT_TRUE(book->put(done));
  ASSERT_TRUE(book->put(sample("b", "two")));
  reopen(1'000 + OperationBook::kKeep);
  EXPECT_TRUE(book->find("a"));
  reopen(1'001 + OperationBook::kKeep);
  EXPECT_FALSE(book->find("a"));
  EXPECT_TRUE(book->find("b")) << "it has not ended";
  EXPECT_TRUE(book->reserve("bank", "one", Hash{{2}})) << "its key is free again";
}

TEST_F(Operations, wait_for_a_second_person_only_so_many_at_a_time) {
  for (std::size_t i = 0; i < OperationBook::kMostAwaiting; ++i) {
    auto waiting = sample("w" + std::to_string(i), "key" + std::to_string(i));
    waiting.status = Operation::Status::awaiting;
    ASSERT_TRUE(book->put(waiting));
  }
  auto one_more = sample("x", "x");
  one_more.status = Operation::Status::awaiting;
  EXPECT_EQ(book->put(one_more).error().code, ErrorCode::too_much);
  one_more.owner = "broker";
  EXPECT_TRUE(book->put(one_more));
}

}  // namespace
}  // namespace kaisho::services
