#include "http_config.hpp"

namespace kaisho::node {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr std::uint64_t kMostConnections = 65'536;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 40;
/// A day: what waits longer has no limit in fact.
constexpr std::uint64_t kLongest = 86'400'000;
/// The smallest request that a client of today sends fits.
constexpr std::uint64_t kLeastHeader = 1'024, kMostHeader = 1 << 20;

void read_time(Section& section, const std::string& key, Milliseconds& time) {
  time = Milliseconds(section.count_within(key, static_cast<std::uint64_t>(time.count()), 1, kLongest));
}

api::HttpLimits read(Section& section) {
  api::HttpLimits limits;
  limits.connections = section.count_within("connections", limits.connections, 1, kMostConnections);
  limits.header_bytes = section.count_within("header_bytes", limits.header_bytes, kLeastHeader, kMostHeader);
  limits.body_bytes = section.count_within("body_bytes", limits.body_bytes, 1, kMostBytes);
  limits.process_bytes = section.count_within("process_bytes", limits.process_bytes, 1, kMostBytes);
  read_time(section, "header_time_ms", limits.header_time);
  read_time(section, "body_time_ms", limits.body_time);
  read_time(section, "idle_time_ms", limits.idle_time);
  read_time(section, "write_time_ms", limits.write_time);
  read_time(section, "heartbeat_ms", limits.heartbeat);
  read_time(section, "stream_time_ms", limits.stream_time);
  limits.streams = section.count_within("streams", limits.streams, 0, kMostConnections);
  limits.streams_of_caller = section.count_within("streams_of_caller", limits.streams_of_caller, 0, kMostConnections);
  if (limits.body_bytes > limits.process_bytes) throw Wrong("'http.body_bytes' is more than 'http.process_bytes'");
  return limits;
}

}  // namespace

api::HttpLimits read_http(Section& top) { return read_table(top, "http", read).value_or(api::HttpLimits{}); }

}  // namespace kaisho::node
