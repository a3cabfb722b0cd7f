#pragma once

#include <string>

#include "report.hpp"
#include "user_store.hpp"

/// What the commands about a user's identity share (G3).
namespace kaisho::cli {

/// The user, its identity and the hash of its profile.
[[nodiscard]] Report about(const UserFile& file);

/// Writes the file and says what is in it. Codes: those of the store.
[[nodiscard]] Result<Report> keep(const UserStore& store, const UserFile& file);

/// A request whose identity is still to be decided. Codes: identity_decided, and those of the store.
[[nodiscard]] Result<UserFile> undecided(const UserStore& store, const std::string& user);

}  // namespace kaisho::cli
