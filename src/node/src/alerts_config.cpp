#include "alerts_config.hpp"

#include "toml_section.hpp"

namespace kaisho::node {
namespace {

alerting::Language read_language(Section& section) {
  const auto text = section.get<std::string>("language", "en");
  if (text != "en" && text != "ja") throw Wrong("'alerts.language' is neither en nor ja");
  return text == "ja" ? alerting::Language::ja : alerting::Language::en;
}

/// A file named in the configuration; empty where it is not named.
std::filesystem::path read_path(Section& section, const std::string& key, const std::filesystem::path& folder) {
  const auto text = section.get<std::string>(key, {});
  return text.empty() ? std::filesystem::path() : folder / text;
}

std::vector<alerting::WebhookSettings> read_webhooks(Section& alerts, const std::filesystem::path& folder) {
  std::vector<alerting::WebhookSettings> webhooks;
  for (const auto& entry : alerts.get<std::vector<toml::value>>("webhook", {})) {
    if (!entry.is_table()) throw Wrong("'alerts.webhook' is no list of tables: write [[alerts.webhook]]");
    Section section(entry.as_table(), "alerts.webhook.");
    alerting::WebhookSettings webhook;
    webhook.name = section.required("name");
    webhook.url = section.required("url");
    webhook.secret = folder / section.required("secret");
    webhook.ca = read_path(section, "ca", folder);
    section.refuse_the_rest();
    if (webhook.name.empty() || webhook.name.find_first_of(": /\r\n") != std::string::npos) {
      throw Wrong("'alerts.webhook.name' is empty or has a colon, a slash or a space");
    }
    webhooks.push_back(std::move(webhook));
  }
  return webhooks;
}

alerting::MailTls read_tls(Section& section) {
  const auto text = section.get<std::string>("tls", "starttls");
  if (text == "starttls") return alerting::MailTls::starttls;
  if (text == "implicit") return alerting::MailTls::implicit;
  if (text == "none") return alerting::MailTls::none;
  throw Wrong("'alerts.mail.tls' is none of starttls, implicit, none");
}

alerting::MailSettings read_mail(Section& section, const std::filesystem::path& folder) {
  alerting::MailSettings mail;
  mail.server = section.required("server");
  mail.from = section.required("from");
  mail.from_name = section.get<std::string>("from_name", mail.from_name);
  mail.tls = read_tls(section);
  mail.user = section.get<std::string>("user", {});
  mail.password = read_path(section, "password", folder);
  mail.ca = read_path(section, "ca", folder);
  return mail;
}

std::chrono::milliseconds read_pause(Section& section, const std::string& key, std::chrono::milliseconds otherwise) {
  const std::chrono::milliseconds pause(section.count(key, static_cast<std::uint64_t>(otherwise.count())));
  if (pause.count() == 0) throw Wrong("'alerts." + key + "' is zero");
  return pause;
}

}  // namespace

alerting::Settings read_alerts(Section& top, const std::filesystem::path& folder) {
  alerting::Settings settings;
  settings.folder = folder / "alerts";
  const auto read = [&](Section& section) {
    settings.folder = folder / section.get<std::string>("folder", "alerts");
    settings.language = read_language(section);
    settings.auditors = section.get<std::vector<std::string>>("auditors", {});
    settings.notices_to_auditors = section.get<bool>("notices_to_auditors", true);
    settings.contacts = read_path(section, "contacts", folder);
    settings.first_retry = read_pause(section, "first_retry_ms", settings.first_retry);
    settings.longest_retry = read_pause(section, "longest_retry_ms", settings.longest_retry);
    settings.webhooks = read_webhooks(section, folder);
    settings.mail =
        read_table(section, "mail", [&folder](Section& mail) { return read_mail(mail, folder); }, "alerts.");
    return true;
  };
  (void)read_table(top, "alerts", read);
  return settings;
}

}  // namespace kaisho::node
