#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include <kaisho/base/clock.hpp>
#include <kaisho/crypto/aead.hpp>

#include "kaisho/peering/private_parcel.hpp"

namespace kaisho::peering {

class FileHandle;

/// Where it lies in the folder of what a node shares with others.
inline constexpr std::string_view kPrivateFolder = "private";

/// A record on its way to a member.
struct OutgoingRecord {
  PrivateName name;
  std::string member;
  Timestamp since = 0;  ///< s since 1970
  std::string said;     ///< why it is not there yet, a sentence; empty before the first attempt
};
/// A record that a member has acknowledged: it is on that member's disk.
struct PrivateReceipt {
  PrivateName name;
  std::string member;
  Timestamp time = 0;  ///< s since 1970
};

/// A member's private records in a folder (docs/formats/private-record.md): the records, sealed; what is on its way to
/// others; what they acknowledged; what is asked for. The node and the operator's command share the folder, each change
/// under its lock, so it works whether the node runs or not. Every change is durable on return. Thread-safe. Errors are
/// sentences.
class PrivateBox {
 public:
  template <class T>
  using Result = std::expected<T, std::string>;

  /// Makes the folder where it is missing. Refused for another key than that which sealed what is in it; waits while
  /// `rekey_private_box` seals it anew. `random` outlives the box.
  [[nodiscard]] static Result<std::unique_ptr<PrivateBox>> open(std::filesystem::path folder, crypto::aead::Key key,
                                                                SecureRandom& random);

  PrivateBox(const PrivateBox&) = delete;
  PrivateBox& operator=(const PrivateBox&) = delete;
  ~PrivateBox();

  // --- records ---

  /// Keeps the parcel; where the record is here already, its parties are added to the known ones. Refused for an erased
  /// record.
  [[nodiscard]] Result<void> keep(const PrivateName& name, PrivateParcel parcel);
  /// Nothing where it is not here. A file that does not open is an error.
  [[nodiscard]] Result<std::optional<PrivateParcel>> find(const PrivateName& name) const;
  /// Whether the member is a party of a record that is here, as far as that can be told without touching the record:
  /// the same work whether it is here or not. Right for every party; after a crash also true for who is none (any
  /// more), so the record has the last word.
  [[nodiscard]] bool is_granted(const PrivateName& name, const std::string& member) const;
  [[nodiscard]] bool has(const PrivateName& name) const;
  [[nodiscard]] std::vector<PrivateName> names() const;
  /// Destroys the record here, ends its deliveries and the asking for it; receipts stay, they say who has it besides.
  /// From then on no member can bring it back; the owner can, by `send` and `want`. False where there was nothing to
  /// destroy.
  [[nodiscard]] Result<bool> erase(const PrivateName& name, Timestamp now);
  [[nodiscard]] bool is_erased(const PrivateName& name) const;

  // --- on the way out ---

  /// Names the members and `self` as parties and leaves the record to be delivered to every party but `self`: those
  /// who have it learn who was named besides.
  [[nodiscard]] Result<void> send(identity::PrivateRecord record, const PrivateSubject& subject, MemberNames members,
                                  const std::string& self, Timestamp now);
  /// Oldest first.
  [[nodiscard]] std::vector<OutgoingRecord> outgoing() const;
  /// Writes the receipt and ends the delivery, unless other parties were named since than the member was told.
  [[nodiscard]] Result<void> acknowledged(const PrivateName& name, const std::string& member, const MemberNames& told,
                                          Timestamp now);
  /// Ends the delivery without a receipt.
  [[nodiscard]] Result<void> given_up(const PrivateName& name, const std::string& member);
  /// The same for deliveries that wait, and names the members no more; who heard of them meanwhile keeps them named.
  /// Gives those for whom nothing waits, or who have the record: where there is one, nothing is taken back.
  [[nodiscard]] Result<MemberNames> take_back(const PrivateName& name, const MemberNames& members);
  /// Why it was not delivered, for the operator.
  [[nodiscard]] Result<void> not_delivered(const PrivateName& name, const std::string& member, const std::string& why);
  [[nodiscard]] std::vector<PrivateReceipt> receipts() const;

  // --- on the way in ---

  /// Leaves it to the node to ask the other members for the record whose root the ledger has. Records of the subject
  /// that were erased may come again.
  [[nodiscard]] Result<void> want(const PrivateSubject& subject);
  [[nodiscard]] std::vector<PrivateSubject> wanted() const;
  /// Ends the asking.
  [[nodiscard]] Result<void> arrived(const PrivateSubject& subject);

 private:
  PrivateBox(std::filesystem::path folder, crypto::aead::Key key, SecureRandom& random);
  [[nodiscard]] Result<void> check_key();
  [[nodiscard]] Result<void> make_grants() const;
  [[nodiscard]] Result<void> remove_grant(const PrivateName& name, const std::string& member) const;
  [[nodiscard]] Result<MemberNames> keep_locked(const PrivateName& name, PrivateParcel parcel) const;
  [[nodiscard]] std::filesystem::path record_file(const PrivateName& name) const;
  [[nodiscard]] std::filesystem::path file_of(std::string_view folder, const PrivateName& name,
                                              const std::string& member) const;
  [[nodiscard]] std::filesystem::path erased_file(const PrivateName& name) const;
  [[nodiscard]] Result<void> remove_delivery(const PrivateName& name, const std::string& member) const;
  [[nodiscard]] std::filesystem::path wanted_file(const PrivateSubject& subject) const;

  const std::filesystem::path folder_;
  const crypto::aead::Key key_;
  SecureRandom& random_;
  std::unique_ptr<FileHandle> in_use_;  ///< as long as it lives nobody seals the folder anew
};

}  // namespace kaisho::peering
