#pragma once

#include "kaisho/peering/private_box.hpp"
#include "routes.hpp"

namespace kaisho::peering {

/// What other members may put into this member's box and get from it (G9). Who is no party of a record hears the same
/// as about a record that is not here.
class PrivateDesk {
 public:
  struct Dependencies {
    std::string self;
    PrivateBox& box;
    Commitments commitments;
    std::function<void(std::string_view)> info, warn;
  };
  explicit PrivateDesk(Dependencies dependencies) : with_(std::move(dependencies)) {}

  /// The parcel, to its parties and to organizations that the ledger makes responsible.
  [[nodiscard]] Answer give(const PrivateName& name, const std::string& caller) const;
  /// Takes a parcel from a responsible organization; 200 when it is on the disk.
  [[nodiscard]] Answer take(const PrivateName& name, const std::string& caller, std::string_view body) const;

 private:
  const Dependencies with_;
};

/// The one answer about what is not here and about what is not for the caller.
[[nodiscard]] Answer unknown_private_record();

}  // namespace kaisho::peering
