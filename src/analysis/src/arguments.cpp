#include "arguments.hpp"

#include <algorithm>

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;
using abi::Type;
using abi::Value;

constexpr unsigned kDepth = 4;
constexpr std::uint64_t kFarFuture = 4'000'000'000;  // for deadlines: the year 2096

/// How one variant fills the parameters.
struct Filling {
  std::vector<Address> accounts;  ///< for the first, second, … address; the last one for the rest
  U256 number{1};
  bool flag = true;
  Word word;
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

bool is_deadline(const std::string& name) {
  const auto small = lower(name);
  return std::ranges::any_of(std::initializer_list<std::string_view>{"deadline", "expir", "until", "maturity"},
                             [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

class Filler {
 public:
  explicit Filler(const Filling& filling) : filling_(filling) {}

  Value value(const Type& type, const std::string& name, unsigned depth = 0) {
    switch (type.kind()) {
      case Type::Kind::uint:
        return number(type, name);
      case Type::Kind::integer:
        return Value::of(1);
      case Type::Kind::address:
        return Value::of(filling_.accounts[std::min(next_++, filling_.accounts.size() - 1)]);
      case Type::Kind::boolean:
        return Value::of(filling_.flag);
      case Type::Kind::fixed_bytes:
        return Value::of(ByteView(filling_.word.bytes).first(type.size()));
      case Type::Kind::bytes:
        return Value::of(Bytes{});
      case Type::Kind::string:
        return Value::of("x");
      case Type::Kind::array:
        return depth > kDepth ? Value::list({}) : Value::list({value(type.inner()[0], name, depth + 1)});
      case Type::Kind::fixed_array:
        return Value::list(Value::List(type.size(), value(type.inner()[0], name, depth + 1)));
      case Type::Kind::tuple:
        break;
    }
    Value::List parts;
    for (const auto& inner : type.inner()) parts.push_back(value(inner, name, depth + 1));
    return Value::list(std::move(parts));
  }

 private:
  Value number(const Type& type, const std::string& name) const {
    if (is_deadline(name) && type.size() >= 32) return Value::of(kFarFuture);
    const auto bits = filling_.number.bit_width();
    return Value::of(static_cast<std::size_t>(bits) <= type.size() ? filling_.number : U256(1));
  }

  const Filling& filling_;
  std::size_t next_ = 0;
};

std::vector<Filling> fillings(const Cast& cast) {
  std::vector<Filling> all{
      {{cast.victim}, 1, true, {}},
      {{cast.caller}, 1, true, {}},
      {{cast.victim, cast.caller}, 1, true, {}},
      {{cast.other}, 1, true, {}},
      {{cast.victim, cast.other}, 1, true, {}},
      {{cast.outsider}, 1, true, {}},
      {{cast.victim, cast.outsider}, 1, true, {}},
      {{cast.code}, 1, true, {}},
      {{cast.victim}, 0, false, {}},
  };
  for (const auto& role : cast.roles) {
    all.push_back({{cast.caller}, 1, true, role});
    all.push_back({{cast.victim}, 1, true, role});
  }
  return all;
}

void add_once(std::vector<Bytes>& list, Bytes data) {
  if (std::ranges::find(list, data) == list.end()) list.push_back(std::move(data));
}

}  // namespace

std::vector<Bytes> variants_of(const DeclaredFunction& function, const Cast& cast) {
  std::vector<Bytes> variants;
  for (const auto& filling : fillings(cast)) {
    Filler filler(filling);
    abi::Values values;
    for (std::size_t i = 0; i < function.function.inputs.size(); ++i) {
      values.push_back(filler.value(function.function.inputs[i], function.parameters[i]));
    }
    if (auto data = function.function.encode_call(values)) add_once(variants, std::move(*data));
  }
  return variants;
}

std::vector<Bytes> blind_variants(const abi::Selector& selector, const Cast& cast) {
  std::vector<Bytes> variants;
  const auto add = [&](std::initializer_list<Word> words) {
    Bytes data = bytes_of(selector.view());
    for (const auto& word : words) append(data, word.view());
    for (std::size_t i = words.size(); i < 8; ++i) append(data, Word{}.view());
    variants.push_back(std::move(data));
  };
  const Word one = word_of(U256(1));
  const Word victim = word_of(cast.victim), caller = word_of(cast.caller), code = word_of(cast.code);
  add({one});
  add({victim, one});
  add({caller, one});
  add({victim, caller, one});
  add({code});
  return variants;
}

}  // namespace kaisho::analysis
