#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <kaisho/identity/private_record.hpp>

/// Private records as members' nodes hand them to each other (G9; docs/formats/peer-service.md).
namespace kaisho::peering {

using MemberNames = std::set<std::string, std::less<>>;

/// What a private record is about: that under which the ledger has its root.
struct PrivateSubject {
  enum class Kind : std::uint8_t { application = 1, user = 2 };
  Kind kind = Kind::application;
  std::string id;  ///< an application's number in decimal digits, or a user's ID

  /// "application/3" or "user/alice"; nothing where it is another form.
  [[nodiscard]] static std::optional<PrivateSubject> parse(std::string_view text);
  /// What `parse` reads.
  [[nodiscard]] std::string text() const;
  /// "application 3", for people.
  [[nodiscard]] std::string words() const;
  friend auto operator<=>(const PrivateSubject&, const PrivateSubject&) = default;
};

/// One record: its subject and its root.
struct PrivateName {
  PrivateSubject subject;
  Hash root;

  /// "application/3/<64 small digits>", as in the service's paths; nothing where it is another form.
  [[nodiscard]] static std::optional<PrivateName> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  friend auto operator<=>(const PrivateName&, const PrivateName&) = default;
};

/// What the ledger says of a subject.
struct Commitment {
  Hash root;
  /// Organizations that the user entrusted with it. They have a record without being named, and only they decide who
  /// else gets it.
  MemberNames responsible;
};
/// Nothing where the ledger has no root for the subject. Called from any thread; reads the last durable block.
using Commitments = std::function<std::optional<Commitment>(const PrivateSubject&)>;

/// A record and those who may have it.
struct PrivateParcel {
  static constexpr std::size_t kMostParties = 64;
  static constexpr std::size_t kMaxSize = identity::PrivateLimits::kFile + (std::size_t{16} << 10);  ///< bytes of JSON

  identity::PrivateRecord record;
  MemberNames parties;  ///< whom a responsible organization named

  /// kaisho-private-parcel/1, canonical JSON.
  [[nodiscard]] std::string to_json() const;
  /// The error is a sentence.
  [[nodiscard]] static std::expected<PrivateParcel, std::string> parse(std::string_view json);
};

}  // namespace kaisho::peering
