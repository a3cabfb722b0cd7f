#include <fstream>
#include <sstream>

#include <boost/json/object.hpp>
#include <kaisho/codec/json_value.hpp>

#include "kaisho/alerting/settings.hpp"
#include "mail_message.hpp"

namespace kaisho::alerting {
namespace {

namespace json = boost::json;

std::expected<Contact, std::string> contact_in(const json::value& document, const std::string& user) {
  const auto* users = document.is_object() ? document.get_object().if_contains("users") : nullptr;
  if (users == nullptr || !users->is_object()) return std::unexpected("it has no object \"users\"");
  const auto* entry = users->get_object().if_contains(user);
  if (entry == nullptr || !entry->is_object()) return std::unexpected("it has no entry for user " + user);
  const auto* mail = entry->get_object().if_contains("mail");
  if (mail == nullptr || !mail->is_string() || !is_mail_address(mail->get_string())) {
    return std::unexpected("the entry of user " + user + " has no usable \"mail\"");
  }
  Contact contact{std::string(mail->get_string()), std::nullopt};
  if (const auto* language = entry->get_object().if_contains("language"); language != nullptr) {
    if (*language != "en" && *language != "ja") {
      return std::unexpected("the \"language\" of user " + user + " is neither en nor ja");
    }
    contact.language = *language == "ja" ? Language::ja : Language::en;
  }
  return contact;
}

}  // namespace

ContactOf contacts_of_file(std::filesystem::path file) {
  return [file = std::move(file)](const std::string& user) -> std::expected<Contact, std::string> {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return std::unexpected("the contacts " + file.string() + " can not be read");
    const auto document = codec::json::parse(text.str());
    if (!document) {
      return std::unexpected("the contacts " + file.string() +
                             " are no JSON: " + std::string(codec::json::describe(document.error())));
    }
    auto contact = contact_in(*document, user);
    if (!contact) return std::unexpected("the contacts " + file.string() + ": " + contact.error());
    return contact;
  };
}

}  // namespace kaisho::alerting
