// Changes one storage slot in a stopped member's state, behind the back of its node: what a broken disk, a broken
// program or an operator with a database tool could do.      tamper_state DATA ADDRESS SLOT
#include <rocksdb/db.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <kaisho/base/hex.hpp>
#include <kaisho/state/keys.hpp>

namespace {

using kaisho::Bytes;
using kaisho::ByteView;

rocksdb::Slice slice_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

int failed(const std::string& what) {
  std::cerr << "tamper_state: " << what << "\n";
  return 1;
}

/// Inverts the lowest bit of the newest value that is stored under the key.
int tamper(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* state, ByteView raw_key) {
  constexpr auto kNewest = ~std::uint64_t{0};
  const Bytes begin = kaisho::state::versioned_key(raw_key, kNewest);
  std::unique_ptr<rocksdb::Iterator> at(db.NewIterator({}, state));
  at->Seek(slice_of(begin));
  if (!at->Valid() || !at->key().starts_with(slice_of(raw_key)) || at->value().empty()) return failed("no such slot");
  auto value = at->value().ToString();
  value.back() = static_cast<char>(value.back() ^ 1);
  rocksdb::WriteOptions durable;
  durable.sync = true;
  const auto put = db.Put(durable, state, at->key(), value);
  return put.ok() ? 0 : failed(put.ToString());
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return failed("usage: tamper_state DATA ADDRESS SLOT");
  const auto address = kaisho::fixed_from_hex<kaisho::Address>(words[2]);
  const auto slot = kaisho::fixed_from_hex<kaisho::Word>(words[3]);
  if (!address || !slot) return failed("no address or no slot");

  std::vector<std::string> names;
  if (const auto listed = rocksdb::DB::ListColumnFamilies({}, words[1], &names); !listed.ok()) {
    return failed(listed.ToString());
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> columns;
  for (const auto& name : names) columns.emplace_back(name, rocksdb::ColumnFamilyOptions{});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  if (const auto status = rocksdb::DB::Open({}, words[1], columns, &handles, &opened); !status.ok()) {
    return failed(status.ToString());
  }
  const std::unique_ptr<rocksdb::DB> db(opened);
  int code = 1;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == "state") code = tamper(*db, handles[i], kaisho::state::slot_key(*address, *slot));
  }
  for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
  return code;
}
