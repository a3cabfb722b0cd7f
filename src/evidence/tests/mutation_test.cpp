#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>

#include "kaisho/evidence/verify.hpp"
#include "sample_chain.hpp"

/// Every place of a valid pack is changed, one at a time; no changed pack may pass. The one member that proves nothing
/// and may say anything is `label`.
namespace kaisho::evidence {
namespace {

using namespace testing;
namespace json = boost::json;

/// Walks a JSON tree and calls `check` after each single change, which it then takes back.
class Mutator {
 public:
  using Check = std::function<void(const std::string& what)>;
  explicit Mutator(Check check) : check_(std::move(check)) {}

  void walk(json::value& value, const std::string& at) {
    if (value.is_object()) walk_object(value.get_object(), at);
    if (value.is_array()) walk_array(value.get_array(), at);
    if (value.is_string()) walk_string(value, at);
    if (value.is_null()) replace(value, json::value("0x01"), at + " no longer null");
    replace(value, json::value(nullptr), at + " null");
    replace(value, json::value(1), at + " a number");
  }
  [[nodiscard]] int changes() const { return changes_; }

 private:
  void replace(json::value& place, json::value other, const std::string& what) {
    if (place == other) return;
    std::swap(place, other);
    ++changes_;
    check_(what);
    std::swap(place, other);
  }

  void walk_object(json::object& object, const std::string& at) {
    std::vector<std::string> names;
    for (const auto& member : object) names.emplace_back(member.key().data(), member.key().size());
    for (const auto& name : names) {
      const auto place = at + "." + name;
      if (name == "label") continue;
      walk(object[name], place);
      const json::object before = object;
      object.erase(name);
      ++changes_;
      check_(place + " removed");
      object = before;
    }
    json::value with_more = object;
    with_more.get_object()["further"] = "1";
    const json::object before = object;
    object = with_more.get_object();
    ++changes_;
    check_(at + " with a further member");
    object = before;
  }

  void walk_array(json::array& array, const std::string& at) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      const auto place = at + "[" + std::to_string(i) + "]";
      walk(array[i], place);
      const json::array before = array;
      array.erase(array.begin() + static_cast<std::ptrdiff_t>(i));
      ++changes_;
      check_(place + " removed");
      array = before;
      array.push_back(before[i]);
      ++changes_;
      check_(place + " twice");
      array = before;
    }
  }

  void walk_string(json::value& value, const std::string& at) {
    const std::string text(value.get_string().data(), value.get_string().size());
    replace(value, json::value(""), at + " empty");
    replace(value, text_value(text + "0"), at + " longer");
    if (text.size() > 1) replace(value, text_value(text.substr(0, text.size() - 1)), at + " shorter");
    const std::size_t step = text.size() / 32 + 1;  // of long bytes some 32 digits
    for (std::size_t i = 0; i < text.size(); i += step) {
      auto other = text;
      other[i] = other[i] == '1' ? '2' : '1';
      replace(value, text_value(other), at + " at character " + std::to_string(i));
    }
  }

  static json::value text_value(const std::string& text) { return json::string(json::string_view(text)); }

  Check check_;
  int changes_ = 0;
};

TEST(Mutation, G11_no_changed_pack_passes) {
  const SampleChain chain;
  auto pack = json::parse(chain.full_pack());
  ASSERT_EQ(verify_for_people(json::serialize(pack), {}).exit_code, 0);
  int passed = 0;
  Mutator mutator([&](const std::string& what) {
    if (passed > 20 || verify_for_people(json::serialize(pack), {}).exit_code != 0) return;
    ++passed;
    ADD_FAILURE() << "a pack passes with " << what;
  });
  mutator.walk(pack, "pack");
  EXPECT_GT(mutator.changes(), 2'000);
  EXPECT_EQ(verify_for_people(json::serialize(pack), {}).exit_code, 0) << "every change was taken back";
}

TEST(Mutation, G11_labels_are_the_only_words_that_may_say_anything) {
  const SampleChain chain;
  auto pack = json::parse(chain.full_pack());
  pack.at("records").at(0).at("label") = "something else";
  EXPECT_EQ(verify_for_people(json::serialize(pack), {}).exit_code, 0);
  pack.at("records").at(0).get_object().erase("label");
  EXPECT_EQ(verify_for_people(json::serialize(pack), {}).exit_code, 2);
}

}  // namespace
}  // namespace kaisho::evidence
