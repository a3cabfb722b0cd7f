#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/types.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "rpc/error.hpp"

/// Reading a call's parameters. An object of parameters (a transaction to send) and the list of parameters are read
/// alike: by `Fields` over a JSON object and `Args` over the array. The first thing wrong is remembered and everything
/// read after it is a default value, so a method reads all it needs and asks once.
namespace kaisho::api {

/// Which block a caller means: EIP-1474's tags, a number, or EIP-1898's {"blockHash": …}.
struct BlockChoice {
  enum class Kind : std::uint8_t { latest, pending, earliest, safe, finalized, number, hash };
  Kind kind = Kind::latest;
  Height number = 0;
  Hash hash;
};

/// One parameter and its name in messages. Reads fail into the shared error.
class Reader {
 public:
  [[nodiscard]] bool ok() const { return !error_; }
  [[nodiscard]] std::unexpected<RpcError> error() const { return std::unexpected(*error_); }
  void fail(std::string_view where, std::string_view what);

  Address address(const boost::json::value* value, std::string_view where);
  Hash hash(const boost::json::value* value, std::string_view where);
  Word word(const boost::json::value* value, std::string_view where);
  U256 quantity(const boost::json::value* value, std::string_view where);
  std::uint64_t number(const boost::json::value* value, std::string_view where);
  Bytes data(const boost::json::value* value, std::string_view where);
  bool boolean(const boost::json::value* value, std::string_view where);
  std::string text(const boost::json::value* value, std::string_view where);
  BlockChoice block(const boost::json::value* value, std::string_view where);
  const boost::json::object* object(const boost::json::value* value, std::string_view where);
  const boost::json::array* array(const boost::json::value* value, std::string_view where);

 private:
  const boost::json::string* string(const boost::json::value* value, std::string_view where, std::string_view what);
  BlockChoice block_object(const boost::json::object& object, std::string_view where);

  std::optional<RpcError> error_;
};

/// The positional parameters of a call.
class Args : public Reader {
 public:
  explicit Args(const boost::json::array& list) : list_(list) {}

  [[nodiscard]] std::size_t size() const { return list_.size(); }
  /// Null where the parameter is missing or null.
  [[nodiscard]] const boost::json::value* at(std::size_t index) const;
  /// More parameters than the method has are refused: a misspelt call must not half work.
  void expect_at_most(std::size_t count);

  Address address(std::size_t index) { return Reader::address(at(index), name(index)); }
  Hash hash(std::size_t index) { return Reader::hash(at(index), name(index)); }
  Word word(std::size_t index) { return Reader::word(at(index), name(index)); }
  U256 quantity(std::size_t index) { return Reader::quantity(at(index), name(index)); }
  std::uint64_t number(std::size_t index) { return Reader::number(at(index), name(index)); }
  Bytes data(std::size_t index) { return Reader::data(at(index), name(index)); }
  bool boolean(std::size_t index) { return Reader::boolean(at(index), name(index)); }
  std::string text(std::size_t index) { return Reader::text(at(index), name(index)); }
  const boost::json::object* object(std::size_t index) { return Reader::object(at(index), name(index)); }
  const boost::json::array* array(std::size_t index) { return Reader::array(at(index), name(index)); }
  /// `latest` where the parameter is missing.
  BlockChoice block(std::size_t index) { return at(index) ? Reader::block(at(index), name(index)) : BlockChoice{}; }

  [[nodiscard]] static std::string name(std::size_t index) { return "parameter " + std::to_string(index + 1); }

 private:
  const boost::json::array& list_;
};

/// Member of an object; null where it is missing or null.
[[nodiscard]] const boost::json::value* member(const boost::json::object& object, std::string_view key);

}  // namespace kaisho::api
