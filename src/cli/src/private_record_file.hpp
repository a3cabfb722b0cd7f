#pragma once

#include <string>

#include <kaisho/identity/private_record.hpp>

#include "user_store.hpp"

namespace kaisho::cli {

/// What is wrong with a private record's file: private_record_malformed.
[[nodiscard]] std::unexpected<Failure> malformed_record(const std::string& file, const std::string& why);

/// The members of a JSON object of texts as a record with fresh salts. The error is a sentence.
[[nodiscard]] std::expected<identity::PrivateRecord, std::string> salted_record(std::string_view json);

/// The record in the file; without a file, the profile of the user in the store. Codes: bad_argument,
/// private_record_malformed, and those of files and stores.
[[nodiscard]] Result<identity::PrivateRecord> read_record(const std::string& file, const std::string& user,
                                                          const UserStore& store);

/// Creates the record's file, which only its owner may read.
[[nodiscard]] Result<void> create_record_file(const std::string& file, const identity::PrivateRecord& record);

}  // namespace kaisho::cli
