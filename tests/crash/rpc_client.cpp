#include "rpc_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace kaisho::crash {
namespace json = boost::json;

namespace {

/// Content-Length of an HTTP/1.1 header; nothing where there is none.
std::optional<std::size_t> content_length(std::string header) {
  std::ranges::transform(header, header.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view kField = "\r\ncontent-length:";
  const auto at = header.find(kField);
  if (at == std::string::npos) return std::nullopt;
  return std::stoull(header.substr(at + kField.size()));
}

}  // namespace

RpcClient::RpcClient(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

RpcClient::~RpcClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RpcClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::optional<std::string> RpcClient::receive() {
  std::optional<std::size_t> end;  // of header and body together
  std::size_t header = 0;
  while (true) {
    if (!end) {
      const auto at = unread_.find("\r\n\r\n");
      if (at != std::string::npos) {
        header = at + 4;
        const auto length = content_length(unread_.substr(0, header));
        if (!length) return std::nullopt;
        end = header + *length;
      }
    }
    if (end && unread_.size() >= *end) break;
    char buffer[16'384];
    const auto count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return std::nullopt;
    unread_.append(buffer, static_cast<std::size_t>(count));
  }
  auto body = unread_.substr(header, *end - header);
  unread_.erase(0, *end);
  return body;
}

std::optional<std::vector<json::value>> RpcClient::batch(const std::vector<Call>& calls) {
  json::array requests;
  for (std::size_t id = 0; id < calls.size(); ++id) {
    requests.push_back(
        json::object{{"jsonrpc", "2.0"}, {"id", id}, {"method", calls[id].method}, {"params", calls[id].params}});
  }
  const auto body = json::serialize(requests);
  const auto request = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body;
  if (socket_ < 0 || !send(request)) return std::nullopt;
  const auto answer = receive();
  if (!answer) return std::nullopt;
  boost::system::error_code error;
  const auto parsed = json::parse(*answer, error);
  if (error || !parsed.is_array()) return std::nullopt;
  std::vector<json::value> results(calls.size());
  for (const auto& element : parsed.get_array()) {
    const auto& object = element.as_object();
    const auto id = object.at("id").to_number<std::size_t>();
    if (const auto* result = object.if_contains("result")) results.at(id) = *result;
  }
  return results;
}

std::optional<json::value> RpcClient::call(std::string method, json::array params) {
  auto results = batch({{std::move(method), std::move(params)}});
  if (!results) return std::nullopt;
  return std::move(results->front());
}

}  // namespace kaisho::crash
