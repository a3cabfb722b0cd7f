#include "rpc/method_table.hpp"

#include <kaisho/base/assert.hpp>

namespace kaisho::api {

void MethodTable::add(std::string name, Public, Cost cost, Immediate function) {
  insert(std::move(name), {cost, std::move(function)});
}

void MethodTable::add(std::string name, Public, Deferred function) {
  insert(std::move(name), {Cost::cheap, std::move(function)});
}

void MethodTable::add(std::string name, DevOnly, Cost cost, std::function<RpcResult(DevAccess, const Call&)> function) {
  if (!developer_) return;
  insert(std::move(name),
         {cost, [function = std::move(function)](const Call& call) { return function(DevAccess{}, call); }});
}

void MethodTable::add(std::string name, DevOnly,
                      std::function<void(DevAccess, const std::vector<Call>&, Reply)> function) {
  if (!developer_) return;
  insert(std::move(name), {Cost::cheap, [function = std::move(function)](const std::vector<Call>& calls, Reply reply) {
                             function(DevAccess{}, calls, std::move(reply));
                           }});
}

void MethodTable::insert(std::string name, Method method) {
  const auto [place, is_new] = methods_.emplace(std::move(name), std::move(method));
  KAISHO_ASSERT(is_new);
}

const Method* MethodTable::find(std::string_view name) const {
  const auto found = methods_.find(name);
  return found == methods_.end() ? nullptr : &found->second;
}

std::vector<std::string> MethodTable::names() const {
  std::vector<std::string> names;
  for (const auto& [name, method] : methods_) names.push_back(name);
  return names;
}

}  // namespace kaisho::api
