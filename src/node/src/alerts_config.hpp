#pragma once

#include <filesystem>

#include <kaisho/alerting/settings.hpp>

namespace kaisho::node {

class Section;

/// The table [alerts]; defaults where the file has none. Throws what `parse_config` turns into an error.
[[nodiscard]] alerting::Settings read_alerts(Section& top, const std::filesystem::path& folder);

}  // namespace kaisho::node
