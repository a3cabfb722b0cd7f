#pragma once

#include <functional>
#include <kaisho/ledger/block.hpp>
#include <memory>

#include "kaisho/evidence/pack.hpp"

/// Making a pack from what a node answers.
namespace kaisho::evidence {

/// An answer, or a sentence that says why there is none.
template <class T>
using Answer = std::expected<T, std::string>;

struct StateAnswer {
  std::optional<Bytes> value;  ///< nothing: absent
  Bytes proof;                 ///< ICS-23
};

/// What a node is asked. Each function may do I/O: the module itself does none.
struct Source {
  /// A block with its transactions and receipts; never null.
  std::function<Answer<std::shared_ptr<const ledger::Block>>(Height)> block;
  std::function<Answer<Path>(Height height, std::uint64_t size)> history_inclusion;
  std::function<Answer<Path>(std::uint64_t old_size, std::uint64_t new_size)> history_consistency;
  std::function<Answer<StateAnswer>(ByteView raw_key, Height height)> prove_state;
};

struct TransactionWanted {
  Height block = 0;
  std::uint64_t index = 0;
  std::optional<std::string> label;
};
struct RecordWanted {
  Height block = 0;
  Address address;
  std::optional<Word> slot;
  std::optional<std::string> label;
};
/// What a pack shall show. Blocks of wanted transactions and records need not be listed.
struct Request {
  std::string checkpoint;  ///< signed note, by every signer
  std::vector<VerifierKey> signers;
  std::vector<std::string> older_checkpoints;  ///< signed notes, by some of the signers
  std::vector<Height> blocks;
  std::vector<TransactionWanted> transactions;
  std::vector<RecordWanted> records;
};

/// The pack's JSON text; what `verify` would refuse is never returned. The error says what is missing or wrong.
[[nodiscard]] Answer<std::string> build(const Request& request, const Source& source);

}  // namespace kaisho::evidence
