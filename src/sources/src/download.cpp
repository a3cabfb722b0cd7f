#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string>

#include "fetchers.hpp"

namespace kaisho::sources {
namespace {

struct Closer {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

struct Incoming {
  Bytes bytes;
  std::uint64_t limit = 0;
  bool is_foreign = false;
  bool is_too_large = false, is_private = false;
};

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

std::size_t take(char* data, std::size_t, std::size_t size, void* target) {
  auto& incoming = *static_cast<Incoming*>(target);
  if (incoming.bytes.size() + size > incoming.limit) {
    incoming.is_too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  append(incoming.bytes, view_of({data, size}));
  return size;
}

/// Loopback, private, link-local and unspecified addresses (RFC 6890).
bool is_private(const std::string& address) {
  in_addr four{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) {
    const auto host = ntohl(four.s_addr);
    return host >> 24 == 0 || host >> 24 == 10 || host >> 24 == 127 || host >> 20 == 0xac1 || host >> 16 == 0xc0a8 ||
           host >> 16 == 0xa9fe || host >> 22 == (0x64400000u >> 22);
  }
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) != 1) return true;
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    char text[INET_ADDRSTRLEN] = {};
    return inet_ntop(AF_INET, six.s6_addr + 12, text, sizeof text) == nullptr || is_private(text);
  }
  return IN6_IS_ADDR_LOOPBACK(&six) || IN6_IS_ADDR_UNSPECIFIED(&six) || IN6_IS_ADDR_LINKLOCAL(&six) ||
         (six.s6_addr[0] & 0xfeu) == 0xfc;
}

/// Asked for each connection, also of a redirect, before the request is sent.
int allow(void* target, char* address, char*, int, int) {
  auto& incoming = *static_cast<Incoming*>(target);
  incoming.is_private = incoming.is_foreign && is_private(address);
  return incoming.is_private ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

void set_up(CURL* handle, const std::string& address, const FetchOptions& options, Incoming& incoming) {
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
  set(CURLOPT_URL, address.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, options.limits.redirects);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 20L);
  set(CURLOPT_TIMEOUT, static_cast<long>(options.limits.time.count()));
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.limits.download));
  set(CURLOPT_WRITEFUNCTION, take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&incoming));
  set(CURLOPT_PREREQFUNCTION, allow);
  set(CURLOPT_PREREQDATA, static_cast<void*>(&incoming));
  set(CURLOPT_USERAGENT, "kaisho");
}

SourceFault fault_of(CURLcode code, const Incoming& incoming) {
  if (incoming.is_too_large || code == CURLE_FILESIZE_EXCEEDED) return SourceFault::too_large;
  if (incoming.is_private || code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_TOO_MANY_REDIRECTS) {
    return SourceFault::not_allowed;
  }
  return code == CURLE_OPERATION_TIMEDOUT ? SourceFault::took_too_long : SourceFault::unreachable;
}

}  // namespace

Result<Bytes> download(const std::string& address, const FetchOptions& options) {
  static const auto kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, Closer> handle(kStarted == CURLE_OK ? curl_easy_init() : nullptr);
  if (!handle) return fail(SourceFault::environment, "the HTTP library could not be started");
  Incoming incoming{{}, options.limits.download, options.is_foreign};
  set_up(handle.get(), address, options, incoming);
  const auto code = curl_easy_perform(handle.get());
  if (code == CURLE_OK) return std::move(incoming.bytes);
  const auto fault = fault_of(code, incoming);
  if (fault == SourceFault::too_large) {
    return fail(fault, address + " has more than " + std::to_string(options.limits.download) + " bytes");
  }
  if (incoming.is_private) {
    return fail(fault,
                address + " leads into a private network: whoever registered it cannot ask this node to look there");
  }
  return fail(fault, "nothing came from " + address + ": " + curl_easy_strerror(code));
}

Result<Files> fetch_archive(const Source& source, const FetchOptions& options) {
  const auto bytes = download(source.location, options);
  if (!bytes) return std::unexpected(bytes.error());
  return unpack(*bytes, source.subfolder);
}

}  // namespace kaisho::sources
