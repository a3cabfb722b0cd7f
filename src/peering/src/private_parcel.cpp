#include "kaisho/peering/private_parcel.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/governance.hpp>

namespace kaisho::peering {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "kaisho-private-parcel/1";
constexpr std::string_view kApplication = "application";
constexpr std::string_view kUser = "user";

std::string_view name_of(PrivateSubject::Kind kind) {
  return kind == PrivateSubject::Kind::application ? kApplication : kUser;
}

/// 1 or more, in the one way in which it is written.
bool is_application(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && number != 0 && std::to_string(number) == text;
}

std::expected<MemberNames, std::string> names_in(const json::object& object) {
  const auto* list = object.if_contains("parties");
  if (list == nullptr || !list->is_array()) return std::unexpected("the parcel names no parties");
  MemberNames names;
  for (const auto& name : list->get_array()) {
    if (!name.is_string() || !governance::is_organization_name(name.get_string())) {
      return std::unexpected("a party of the parcel is no organization's name");
    }
    names.emplace(name.get_string());
  }
  if (names.size() > PrivateParcel::kMostParties) return std::unexpected("the parcel names more than 64 parties");
  return names;
}

}  // namespace

std::optional<PrivateSubject> PrivateSubject::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto kind = text.substr(0, slash);
  const auto id = text.substr(slash + 1);
  if (kind == kApplication && is_application(id)) return PrivateSubject{Kind::application, std::string(id)};
  if (kind == kUser && governance::is_id(id)) return PrivateSubject{Kind::user, std::string(id)};
  return std::nullopt;
}

std::string PrivateSubject::text() const { return std::string(name_of(kind)) + "/" + id; }
std::string PrivateSubject::words() const { return std::string(name_of(kind)) + " " + id; }

std::optional<PrivateName> PrivateName::parse(std::string_view text) {
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto digits = text.substr(slash + 1);
  auto subject = PrivateSubject::parse(text.substr(0, slash));
  const auto root = fixed_from_hex<Hash>(digits);
  if (!subject || !root || to_hex_plain(root->view()) != digits) return std::nullopt;
  return PrivateName{std::move(*subject), *root};
}

std::string PrivateName::text() const { return subject.text() + "/" + to_hex_plain(root.view()); }

std::string PrivateParcel::to_json() const {
  json::array names;
  for (const auto& name : parties) names.emplace_back(name);
  auto inner = codec::json::parse(record.to_json(), {.max_size = identity::PrivateLimits::kFile});
  return codec::json::canonical_text(
      json::object{{"format", kFormat}, {"parties", std::move(names)}, {"record", std::move(inner).value()}});
}

std::expected<PrivateParcel, std::string> PrivateParcel::parse(std::string_view text) {
  const auto value = codec::json::parse(text, {.max_size = kMaxSize, .max_depth = 8});
  if (!value) return std::unexpected("the parcel is no JSON: " + std::string(codec::json::describe(value.error())));
  const auto* object = value->if_object();
  const auto* format = object == nullptr ? nullptr : object->if_contains("format");
  const auto* inner = object == nullptr ? nullptr : object->if_contains("record");
  const bool is_ours = format != nullptr && format->is_string() && format->get_string() == kFormat;
  if (!is_ours || inner == nullptr || object->size() != 3) {
    return std::unexpected("it is no " + std::string(kFormat));
  }
  auto names = names_in(*object);
  if (!names) return std::unexpected(std::move(names.error()));
  auto record = identity::PrivateRecord::parse(codec::json::canonical_text(*inner));
  if (!record) return std::unexpected(std::move(record.error()));
  return PrivateParcel{std::move(*record), std::move(*names)};
}

}  // namespace kaisho::peering
