#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include <kaisho/base/bytes.hpp>

namespace kaisho::alerting {

/// The one line of a file that only its owner may read. The error is a sentence.
[[nodiscard]] std::expected<std::string, std::string> read_secret_line(const std::filesystem::path& file);

/// The key of a webhook: "whsec_" and base64 of 24 to 64 bytes (Standard Webhooks).
[[nodiscard]] std::expected<Bytes, std::string> read_webhook_key(const std::filesystem::path& file);

}  // namespace kaisho::alerting
