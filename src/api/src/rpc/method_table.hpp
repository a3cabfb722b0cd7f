#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rpc/error.hpp"

/// The methods by name. Each is registered with who may call it, what a call costs, and its function; there is no way
/// to leave one of them out.
namespace kaisho::api {

// --- who may call ----------------------------------------------------------------------------------------------------

/// Whoever reaches the node. Such a method only reads, or takes something that carries its own signature.
struct Public {};
inline constexpr Public kPublic;

/// Proof that this node is a developer's machine: the method needs one as an argument, and only `DevOnly::of` makes it.
class DevAccess {
  friend class MethodTable;
  DevAccess() = default;
};
/// Only on a developer's own machine; on other nodes the method does not exist.
struct DevOnly {};
inline constexpr DevOnly kDevOnly;

// --- what a call costs -----------------------------------------------------------------------------------------------

enum class Cost : std::uint8_t {
  cheap,  ///< microseconds: answered at once on the network's thread
  heavy,  ///< executes programs or reads much: on a bounded pool of threads, with a deadline, dropped when its client
          ///< leaves
};

// --- functions -------------------------------------------------------------------------------------------------------

struct Call {
  const boost::json::array& params;
  std::stop_token client_left;  ///< set when nobody waits for the answer any more
};
/// One result for each call, in their order.
using Reply = std::move_only_function<void(std::vector<RpcResult>)>;

using Immediate = std::function<RpcResult(const Call&)>;
/// Starts calls that stand side by side in a batch and replies later, exactly once, from any thread: for what is handed
/// on to the ledger's own threads. The calls' parameters live until the reply.
using Deferred = std::function<void(const std::vector<Call>&, Reply)>;

struct Method {
  Cost cost = Cost::cheap;
  std::variant<Immediate, Deferred> function;
};

class MethodTable {
 public:
  /// `developer` says whether methods marked DevOnly exist.
  explicit MethodTable(bool developer) : developer_(developer) {}

  void add(std::string name, Public, Cost cost, Immediate function);
  void add(std::string name, Public, Deferred function);
  void add(std::string name, DevOnly, Cost cost, std::function<RpcResult(DevAccess, const Call&)> function);
  void add(std::string name, DevOnly, std::function<void(DevAccess, const std::vector<Call>&, Reply)> function);

  [[nodiscard]] const Method* find(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  void insert(std::string name, Method method);

  bool developer_;
  std::map<std::string, Method, std::less<>> methods_;
};

}  // namespace kaisho::api
