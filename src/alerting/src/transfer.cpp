#include "transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

namespace kaisho::alerting {
namespace {

constexpr long kConnectSeconds = 10, kHttpSeconds = 30, kMailSeconds = 60;
constexpr std::size_t kShownAnswer = 200;  // bytes of an answer that are kept for the operator

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// libcurl's own globals, once a process, before the first handle.
void begin() {
  static const CURLcode kReady = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)kReady;  // where it failed, no handle can be made, which is said below
}

List list_of(const std::vector<std::string>& lines) {
  List list(nullptr, curl_slist_free_all);
  for (const auto& line : lines) list.reset(curl_slist_append(list.release(), line.c_str()));
  return list;
}

/// One transfer with what both protocols share.
class Transfer {
 public:
  Transfer(const std::string& url, const std::filesystem::path& ca, long seconds, const std::stop_token& stop)
      : handle_((begin(), curl_easy_init()), curl_easy_cleanup), stop_(stop) {
    if (!handle_) return;
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_TIMEOUT, seconds);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");  // what the environment of a service names is not what its operator configured
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_ERRORBUFFER, error_.data());
    if (!ca.empty()) set(CURLOPT_CAINFO, ca.c_str());
    set(CURLOPT_WRITEFUNCTION, &Transfer::take);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::progress);
    set(CURLOPT_XFERINFODATA, this);
  }

  template <class Value>
  void set(CURLoption option, Value value) {
    if (handle_) curl_easy_setopt(handle_.get(), option, value);
  }

  /// Bytes to upload.
  void give(const std::string& bytes) {
    given_ = &bytes;
    set(CURLOPT_READFUNCTION, &Transfer::read);
    set(CURLOPT_READDATA, this);
  }

  [[nodiscard]] std::expected<long, std::string> run() {
    if (!handle_) return std::unexpected("no memory for a connection");
    const CURLcode code = curl_easy_perform(handle_.get());
    long response = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &response);
    if (code == CURLE_OK) return response;
    if (stop_.stop_requested()) return std::unexpected("the node was stopping");
    std::string text = error_[0] != '\0' ? std::string(error_.data()) : std::string(curl_easy_strerror(code));
    if (response >= 400) text += " (the server answered " + std::to_string(response) + ")";
    return std::unexpected(std::move(text));
  }

  [[nodiscard]] const std::string& answer() const { return answer_; }

 private:
  static std::size_t take(const char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& answer = static_cast<Transfer*>(self)->answer_;
    for (std::size_t i = 0; i < size * count && answer.size() < kShownAnswer; ++i) {
      answer.push_back(bytes[i] >= 0x20 && bytes[i] < 0x7f ? bytes[i] : ' ');
    }
    return size * count;
  }
  static std::size_t read(char* out, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const auto piece = std::min(size * count, transfer.given_->size() - transfer.at_);
    std::copy_n(transfer.given_->data() + transfer.at_, piece, out);
    transfer.at_ += piece;
    return piece;
  }
  static int progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Transfer*>(self)->stop_.stop_requested() ? 1 : 0;
  }

  Handle handle_;
  const std::stop_token& stop_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  std::string answer_;
  const std::string* given_ = nullptr;
  std::size_t at_ = 0;
};

}  // namespace

std::expected<void, std::string> post(const HttpPost& request, const std::stop_token& stop) {
  Transfer transfer(request.url, request.ca, kHttpSeconds, stop);
  auto lines = request.headers;
  lines.emplace_back("Expect:");  // no question before a body of a few kilobytes
  const auto headers = list_of(lines);
  transfer.set(CURLOPT_HTTPHEADER, headers.get());
  transfer.set(CURLOPT_POST, 1L);
  transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  transfer.set(CURLOPT_POSTFIELDS, request.body.c_str());
  const auto status = transfer.run();
  if (!status) return std::unexpected(status.error());
  if (*status >= 200 && *status < 300) return {};
  return std::unexpected("the receiver answered " + std::to_string(*status) +
                         (transfer.answer().empty() ? "" : ": " + transfer.answer()));
}

std::expected<void, std::string> send(const SmtpMail& mail, const std::stop_token& stop) {
  Transfer transfer(mail.url, mail.ca, kMailSeconds, stop);
  const auto receivers = list_of({"<" + mail.to + ">"});
  const std::string from = "<" + mail.from + ">";
  transfer.set(CURLOPT_USE_SSL, static_cast<long>(mail.starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!mail.user.empty()) {
    transfer.set(CURLOPT_USERNAME, mail.user.c_str());
    transfer.set(CURLOPT_PASSWORD, mail.password.c_str());
  }
  transfer.set(CURLOPT_MAIL_FROM, from.c_str());
  transfer.set(CURLOPT_MAIL_RCPT, receivers.get());
  transfer.set(CURLOPT_UPLOAD, 1L);
  transfer.give(mail.message);
  const auto reply = transfer.run();
  if (!reply) return std::unexpected(reply.error());
  return {};
}

}  // namespace kaisho::alerting
