#include "channel.hpp"
#include "mail_message.hpp"
#include "secret_file.hpp"
#include "transfer.hpp"

namespace kaisho::alerting {
namespace {

constexpr std::string_view kMail = "mail:", kUser = "user:";

class MailChannel final : public Channel {
 public:
  MailChannel(MailSettings settings, std::string password, Language language, ContactOf contact_of, const Clock& clock)
      : settings_(std::move(settings)),
        password_(std::move(password)),
        language_(language),
        contact_of_(std::move(contact_of)),
        clock_(clock) {}

  [[nodiscard]] std::vector<std::string> kinds() const override { return {std::string(kMail), std::string(kUser)}; }

  [[nodiscard]] std::expected<void, std::string> deliver(const Alert& alert, const std::string& target,
                                                         const std::stop_token& stop) override {
    const auto receiver = receiver_of(target);
    if (!receiver) return std::unexpected(receiver.error());
    const Mail mail = mail_of(alert, {settings_.from_name, settings_.from}, receiver->mail,
                              receiver->language.value_or(language_), clock_.now_ms() / 1'000);
    const bool implicit = settings_.tls == MailTls::implicit;
    return send({.url = (implicit ? "smtps://" : "smtp://") + settings_.server,
                 .starttls = settings_.tls == MailTls::starttls,
                 .user = settings_.user,
                 .password = password_,
                 .ca = settings_.ca,
                 .from = settings_.from,
                 .to = receiver->mail,
                 .message = rfc5322(mail)},
                stop);
  }

 private:
  [[nodiscard]] std::expected<Contact, std::string> receiver_of(const std::string& target) const {
    if (target.starts_with(kMail)) return Contact{target.substr(kMail.size()), std::nullopt};
    if (!contact_of_) return std::unexpected("no contacts of users are configured (contacts in [alerts])");
    return contact_of_(target.substr(kUser.size()));
  }

  MailSettings settings_;
  std::string password_;
  Language language_;
  ContactOf contact_of_;
  const Clock& clock_;
};

std::string host_of(std::string_view server) {
  if (server.starts_with('[')) return std::string(server.substr(1, server.find(']') - 1));
  return std::string(server.substr(0, server.rfind(':')));
}

bool is_server(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return text.find_first_of("/@ ?#\r\n") == std::string_view::npos &&
         text.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
}

}  // namespace

std::expected<std::unique_ptr<Channel>, std::string> make_mail(const MailSettings& settings, Language language,
                                                               ContactOf contact_of, const Clock& clock) {
  if (!is_server(settings.server)) return std::unexpected("mail: '" + settings.server + "' is no HOST:PORT");
  if (!is_mail_address(settings.from)) return std::unexpected("mail: '" + settings.from + "' is no mail address");
  if (settings.tls == MailTls::none && !is_loopback(host_of(settings.server))) {
    return std::unexpected("mail: without TLS only a server on this machine is taken, not " + settings.server);
  }
  std::string password;
  if (!settings.user.empty()) {
    auto line = read_secret_line(settings.password);
    if (!line) return std::unexpected("mail: " + line.error());
    password = std::move(*line);
  }
  return std::make_unique<MailChannel>(settings, std::move(password), language, std::move(contact_of), clock);
}

}  // namespace kaisho::alerting
