#include "private_seal.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

#include "files.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace aead = crypto::aead;

constexpr std::string_view kSealed = "kaisho-private-file/1";
constexpr std::string_view kGrant = "kaisho-private-grant/1";
/// Hexadecimal digits of the sealed parcel and what stands around them.
constexpr std::size_t kMaxFile = 2 * (PrivateParcel::kMaxSize + aead::kOverhead) + 1'024;

}  // namespace

std::optional<std::string> text_in(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<json::object> object_in(std::string_view text, std::string_view format) {
  const auto value = codec::json::parse(text);
  if (!value || !value->is_object() || text_in(value->get_object(), "format") != format) return std::nullopt;
  return value->get_object();
}

bool is_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

std::vector<fs::path> files_in(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  std::error_code error;
  for (auto at = fs::directory_iterator(folder, error); !error && at != fs::directory_iterator(); at.increment(error)) {
    if (at->path().extension() == ending) files.push_back(at->path());
  }
  std::ranges::sort(files);
  return files;
}

/// Neither a kind nor a root has a '-', so both ends are found again.
std::string stem_of(const PrivateName& name) {
  auto text = name.text();
  std::ranges::replace(text, '/', '-');
  return text;
}

std::optional<PrivateName> name_in(std::string stem) {
  const auto first = stem.find('-');
  const auto last = stem.rfind('-');
  if (first == std::string::npos || first == last) return std::nullopt;
  stem[first] = '/';
  stem[last] = '/';
  return PrivateName::parse(stem);
}

std::string seal_text(const aead::Key& key, SecureRandom& random, std::string_view plain, std::string_view bound) {
  aead::Nonce nonce;
  random.fill(nonce.bytes);
  const auto sealed = aead::seal(key, nonce, view_of(plain), view_of(bound));
  return codec::json::canonical_text(
             json::object{{"format", kSealed}, {"nonce", to_hex(nonce)}, {"sealed", to_hex(ByteView(sealed))}}) +
         "\n";
}

std::optional<Bytes> open_text(const aead::Key& key, std::string_view file, std::string_view bound) {
  const auto object = object_in(file, kSealed);
  if (!object) return std::nullopt;
  const auto nonce = fixed_from_hex<aead::Nonce>(text_in(*object, "nonce").value_or(""));
  const auto sealed = from_hex(text_in(*object, "sealed").value_or(""));
  if (!nonce || !sealed) return std::nullopt;
  return aead::open(key, *nonce, *sealed, view_of(bound));
}

bool is_mark_of(const aead::Key& key, const fs::path& folder, std::string_view mark) {
  const auto text = read_whole(folder / mark, kMaxNote);
  return text && open_text(key, *text, mark);
}

std::string bound_to(const PrivateName& name) { return std::string(kSealed) + " " + name.text(); }

std::expected<PrivateParcel, std::string> read_record(const aead::Key& key, const fs::path& file,
                                                      const PrivateName& name) {
  const auto text = read_whole(file, kMaxFile);
  if (!text) return std::unexpected(text.error());
  const auto plain = open_text(key, *text, bound_to(name));
  auto parcel = plain ? PrivateParcel::parse(text_of(*plain)) : std::unexpected(std::string());
  if (!parcel || parcel->record.root() != name.root) {
    return std::unexpected(file.string() + " is damaged: remove it and ask another party for the record");
  }
  return parcel;
}

/// The inner hash makes what stands behind the key of one length, so that no hash can be continued to another one.
std::string grant_name(const aead::Key& key, const PrivateName& name, std::string_view member) {
  const auto about =
      crypto::sha256({view_of(kGrant), view_of(" "), view_of(name.text()), view_of(" "), view_of(member)});
  return to_hex_plain(crypto::sha256(ByteView(key.expose()), about.view()).view()) + std::string(kGrantEnding);
}

std::expected<void, std::string> write_grants(const fs::path& grants, const aead::Key& key, const PrivateName& name,
                                              const MemberNames& parties) {
  for (const auto& party : parties) {
    const auto file = grants / grant_name(key, name, party);
    if (is_there(file)) continue;
    if (auto written = write_durably(file, {}); !written) return written;
  }
  return {};
}

}  // namespace kaisho::peering
