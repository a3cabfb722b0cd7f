#pragma once

#include "kaisho/node/config.hpp"
#include "toml_section.hpp"

namespace kaisho::node {

/// The table [http], every key of which has a default. Throws Wrong.
[[nodiscard]] api::HttpLimits read_http(Section& top);

}  // namespace kaisho::node
