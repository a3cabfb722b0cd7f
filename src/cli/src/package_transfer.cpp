#include "package_transfer.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/peering/package_archive.hpp>

namespace kaisho::cli {
namespace {

namespace json = boost::json;
constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes of an archive in one call

std::unexpected<Failure> malformed() {
  return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer makes no sense",
              "is it a Kaisho node of this version?");
}

std::optional<std::uint64_t> number_in(const json::value& answer, std::string_view key) {
  const auto* object = answer.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(key);
  const auto* text = member == nullptr ? nullptr : member->if_string();
  const auto number = text == nullptr ? std::nullopt : from_quantity(std::string_view(*text));
  return number && number->fits_u64() ? std::optional(number->low_u64()) : std::nullopt;
}

bool is_complete(const json::value& answer) {
  const auto* object = answer.if_object();
  const auto* complete = object == nullptr ? nullptr : object->if_contains("complete");
  return complete != nullptr && complete->is_bool() && complete->get_bool();
}

std::optional<Bytes> data_in(const json::value& answer) {
  const auto* object = answer.if_object();
  const auto* data = object == nullptr ? nullptr : object->if_contains("data");
  return data != nullptr && data->is_string() ? from_hex(std::string_view(data->get_string())) : std::nullopt;
}

}  // namespace

Result<void> put_package(RpcClient& node, const governance::Package& package) {
  const auto archive = peering::to_archive(package);
  const auto hash = to_hex(package.hash);
  auto answer = node.call("kaisho_putPackage", {hash, "0x0", "0x"});
  while (answer && !is_complete(*answer)) {
    const auto offset = number_in(*answer, "offset");
    if (!offset || *offset >= archive.size()) return malformed();
    const auto rest = ByteView(archive).subspan(*offset);
    answer = node.call("kaisho_putPackage",
                       {hash, to_quantity(U256(*offset)), to_hex(rest.first(std::min(kPiece, rest.size())))});
  }
  if (!answer) return std::unexpected(answer.error());
  return {};
}

Result<governance::Package> get_package(RpcClient& node, const Hash& package) {
  Bytes archive;
  std::uint64_t total = 1;
  while (archive.size() < total) {
    const auto answer = node.call("kaisho_getPackage", {to_hex(package), to_quantity(U256(archive.size()))});
    if (!answer) return std::unexpected(answer.error());
    const auto bytes = data_in(*answer);
    const auto size = number_in(*answer, "total");
    if (!bytes || bytes->empty() || !size || *size > peering::kMaxArchive) return malformed();
    total = *size;
    append(archive, *bytes);
  }
  auto loaded = peering::from_archive(archive, package);
  if (!loaded) {
    return fail(ExitCode::refused, "wrong_package", "the node gave other bytes than the hash names: " + loaded.error(),
                "its copy is damaged: remove it from the node's peering/packages, and it is fetched again");
  }
  return std::move(*loaded);
}

}  // namespace kaisho::cli
