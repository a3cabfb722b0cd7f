#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <toml.hpp>

/// Reading node.toml table by table. Heavy: for the .cpp files that read configurations.
namespace kaisho::node {

/// What a reader of one table throws; never leaves `parse_config`.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One table of the file, which knows what was asked for, so that what is left over can be refused.
class Section {
 public:
  Section(const toml::table& table, std::string where) : table_(table), where_(std::move(where)) {}

  template <class T>
  T get(const std::string& key, T otherwise) {
    asked_.insert(key);
    const auto found = table_.find(key);
    if (found == table_.end()) return otherwise;
    try {
      return toml::get<T>(found->second);
    } catch (const toml::type_error&) {
      throw Wrong("'" + where_ + key + "' has the wrong type");
    }
  }
  std::string required(const std::string& key) {
    if (!table_.contains(key)) throw Wrong("'" + where_ + key + "' is missing");
    return get<std::string>(key, {});
  }
  std::uint64_t count(const std::string& key, std::uint64_t otherwise = 0) {
    const auto number = get<std::int64_t>(key, static_cast<std::int64_t>(otherwise));
    if (number < 0) throw Wrong("'" + where_ + key + "' is negative");
    return static_cast<std::uint64_t>(number);
  }
  /// A number within limits, both of which are taken.
  std::uint64_t count_within(const std::string& key, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most) {
    const auto number = count(key, otherwise);
    if (number >= least && number <= most) return number;
    throw Wrong("'" + where_ + key + "' is not within " + std::to_string(least) + " and " + std::to_string(most));
  }
  void refuse_the_rest() const {
    for (const auto& [key, value] : table_) {
      if (!asked_.contains(key)) throw Wrong("there is no setting '" + where_ + key + "'");
    }
  }

 private:
  const toml::table& table_;
  std::string where_;
  std::set<std::string> asked_;
};

/// The table of this name, or nothing where the file has none. `within` is the table around it, "alerts.".
template <class Read>
auto read_table(Section& top, const std::string& name, const Read& read, const std::string& within = {})
    -> std::optional<decltype(read(top))> {
  const auto found = top.get<toml::value>(name, {});
  if (found.is_uninitialized()) return std::nullopt;
  if (!found.is_table()) throw Wrong("'" + within + name + "' is no table");
  Section section(found.as_table(), within + name + ".");
  auto result = read(section);
  section.refuse_the_rest();
  return result;
}

}  // namespace kaisho::node
