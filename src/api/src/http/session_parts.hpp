#pragma once

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <string_view>

#include "http/session.hpp"

// What the parts of a session share: reading, answering, sending, feeds.
namespace kaisho::api {

/// Bytes read or written before the client's progress is looked at again.
inline constexpr std::size_t kPiece = 64 << 10;

/// A token: errors are values.
inline auto with_error(boost::system::error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

inline std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// Where the client's bytes, or its answer's, have no place.
inline Problem node_full() {
  return problem_of("node-busy", "The node holds as many bytes for its clients as it may: try again soon.");
}

}  // namespace kaisho::api
