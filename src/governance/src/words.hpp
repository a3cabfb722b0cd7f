#pragma once

#include <string>
#include <string_view>

#include <kaisho/codec/abi.hpp>

/// How values stand in sentences, everywhere alike.
namespace kaisho::governance::words {

/// "2026-11-23 00:15:00 UTC"; seconds beyond the year 9999 as they are.
[[nodiscard]] std::string date(Timestamp time);

/// The sentence with {0}, {1}, … replaced by the values; "?" where there is no such value.
[[nodiscard]] std::string filled(std::string_view sentence, const codec::abi::Values& values);

}  // namespace kaisho::governance::words
