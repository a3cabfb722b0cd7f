#pragma once

#include "kaisho/sources/source.hpp"

namespace kaisho::sources {

using Files = std::vector<governance::File>;

[[nodiscard]] Result<Files> fetch_archive(const Source& source, const FetchOptions& options);
/// Writes the commit into `source` where it named a branch or a tag.
[[nodiscard]] Result<Files> fetch_commit(Source& source, const FetchOptions& options);

/// The bytes behind an https address. Faults: unreachable, too_large, not_allowed, took_too_long.
[[nodiscard]] Result<Bytes> download(const std::string& address, const FetchOptions& options);

}  // namespace kaisho::sources
