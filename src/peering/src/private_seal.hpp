#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kaisho/peering/private_box.hpp"

/// What the files of a private box are called and how they are sealed (docs/formats/private-record.md).
namespace kaisho::peering {

inline constexpr std::string_view kRecords = "records";
inline constexpr std::string_view kGrants = "grants";
inline constexpr std::string_view kKeyCheck = "key.check";
inline constexpr std::string_view kKeyNext = "key.next";
inline constexpr std::string_view kInUse = "in-use";
inline constexpr std::string_view kSealedEnding = ".sealed";
inline constexpr std::string_view kGrantEnding = ".grant";
/// Bytes of a file that holds no record.
inline constexpr std::size_t kMaxNote = 4 << 10;

/// Never throws: a folder that nobody may read holds nothing.
[[nodiscard]] bool is_there(const std::filesystem::path& file);

/// Files of a folder with this ending, in order; one that is only half written has another ending.
[[nodiscard]] std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view ending);

/// "application-3-<root>": names in texts have '/', in files '-'.
[[nodiscard]] std::string stem_of(const PrivateName& name);
[[nodiscard]] std::optional<PrivateName> name_in(std::string stem);

[[nodiscard]] std::optional<std::string> text_in(const boost::json::object& object, std::string_view key);
/// The object in a file's text, where it is one of the format.
[[nodiscard]] std::optional<boost::json::object> object_in(std::string_view text, std::string_view format);

/// A file's content. `bound` is not in it; the file opens under the same one only.
[[nodiscard]] std::string seal_text(const crypto::aead::Key& key, SecureRandom& random, std::string_view plain,
                                    std::string_view bound);
[[nodiscard]] std::optional<Bytes> open_text(const crypto::aead::Key& key, std::string_view file,
                                             std::string_view bound);

/// Whether the mark, an empty text that is bound to the name of its file, was sealed under the key.
[[nodiscard]] bool is_mark_of(const crypto::aead::Key& key, const std::filesystem::path& folder, std::string_view mark);

/// What a record's file is bound to.
[[nodiscard]] std::string bound_to(const PrivateName& name);

/// The parcel in a record's file; a file that does not open, or holds another record, is an error.
[[nodiscard]] std::expected<PrivateParcel, std::string> read_record(const crypto::aead::Key& key,
                                                                    const std::filesystem::path& file,
                                                                    const PrivateName& name);

/// The file that says that the member is a party of the record. Its name tells neither to who lacks the key, so looking
/// for it is the same work whether the record is here or not.
[[nodiscard]] std::string grant_name(const crypto::aead::Key& key, const PrivateName& name, std::string_view member);

/// Writes what is missing of the parties' grants, durably.
[[nodiscard]] std::expected<void, std::string> write_grants(const std::filesystem::path& grants,
                                                            const crypto::aead::Key& key, const PrivateName& name,
                                                            const MemberNames& parties);

}  // namespace kaisho::peering
