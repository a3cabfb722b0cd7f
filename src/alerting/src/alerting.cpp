#include "kaisho/alerting/alerting.hpp"

#include <algorithm>
#include <set>

#include "courier.hpp"
#include "mail_message.hpp"

namespace kaisho::alerting {
namespace {

class LogChannel final : public Channel {
 public:
  explicit LogChannel(std::function<void(std::string_view)> line) : line_(std::move(line)) {}
  [[nodiscard]] std::vector<std::string> kinds() const override { return {"log"}; }
  [[nodiscard]] std::expected<void, std::string> deliver(const Alert& alert, const std::string&,
                                                         const std::stop_token&) override {
    line_("alert " + to_json(alert));
    return {};
  }

 private:
  std::function<void(std::string_view)> line_;
};

/// Every channel that the settings name, or what is wrong with one.
std::expected<std::vector<std::unique_ptr<Channel>>, std::string> channels_of(const Settings& settings,
                                                                              const Alerting::Dependencies& with) {
  std::vector<std::unique_ptr<Channel>> channels;
  channels.push_back(make_log(with.log));
  std::set<std::string> names;
  for (const auto& webhook : settings.webhooks) {
    if (!names.insert(webhook.name).second) return std::unexpected("there are two webhooks " + webhook.name);
    auto channel = make_webhook(webhook, with.clock);
    if (!channel) return std::unexpected(channel.error());
    channels.push_back(std::move(*channel));
  }
  for (const auto& address : settings.auditors) {
    if (!is_mail_address(address)) return std::unexpected("auditors: '" + address + "' is no mail address");
  }
  if (!settings.auditors.empty() && !settings.mail) {
    return std::unexpected("auditors are named, but no mail server ([alerts.mail])");
  }
  if (!settings.mail) return channels;
  auto contact_of = with.contact_of;
  if (!contact_of && !settings.contacts.empty()) contact_of = contacts_of_file(settings.contacts);
  auto mail = make_mail(*settings.mail, settings.language, std::move(contact_of), with.clock);
  if (!mail) return std::unexpected(mail.error());
  channels.push_back(std::move(*mail));
  return channels;
}

}  // namespace

std::unique_ptr<Channel> make_log(std::function<void(std::string_view)> line) {
  return std::make_unique<LogChannel>(std::move(line));
}

class Alerting::Impl {
 public:
  Impl(const Settings& settings, bool reaches_users, std::unique_ptr<Outbox> outbox,
       std::vector<std::unique_ptr<Channel>> channels, const Dependencies& with)
      : settings_(settings), clock_(with.clock), reaches_users_(reaches_users), outbox_(std::move(outbox)) {
    const Backoff backoff{static_cast<std::uint64_t>(settings.first_retry.count()),
                          static_cast<std::uint64_t>(settings.longest_retry.count())};
    if (auto named = name_the_unreachable(channels); !named && with.log) {
      with.log("alerts for receivers that node.toml names no more are not marked: " + named.error());
    }
    for (auto& channel : channels) {
      couriers_.push_back(std::make_unique<Courier>(*outbox_, std::move(channel), backoff, with.clock));
    }
  }

  [[nodiscard]] std::vector<std::string> targets_of(const Alert& alert, bool tell_user) const {
    std::vector<std::string> targets{"log"};
    if (alert.alarm || settings_.notices_to_auditors) {
      for (const auto& webhook : settings_.webhooks) targets.push_back("webhook:" + webhook.name);
      for (const auto& address : settings_.auditors) targets.push_back("mail:" + address);
    }
    if (tell_user && reaches_users_ && !alert.user.empty()) targets.push_back("user:" + alert.user);
    return targets;
  }

  std::expected<void, std::string> commit(const Outbox::Change& change) {
    auto done = outbox_->commit(change);
    if (done && !change.alerts.empty()) {
      for (const auto& courier : couriers_) courier->wake();
    }
    return done;
  }

  std::expected<void, std::string> acknowledge(std::uint64_t alert, const std::string& by) {
    return outbox_->acknowledge(alert, {by, clock_.now_ms() / 1'000});
  }
  [[nodiscard]] const Outbox& outbox() const { return *outbox_; }

 private:
  /// What waits for a receiver that the settings name no more says so to whoever looks. Only words: where the disk
  /// takes nothing, the next start writes them again.
  std::expected<void, std::string> name_the_unreachable(const std::vector<std::unique_ptr<Channel>>& channels) {
    for (auto delivery : outbox_->waiting()) {
      const bool served = std::ranges::any_of(channels, [&](const auto& channel) {
        return std::ranges::any_of(channel->kinds(),
                                   [&](const auto& kind) { return is_of_kind(delivery.target, kind); });
      });
      if (served) continue;
      delivery.error = "node.toml names no such receiver any more";
      if (auto kept = outbox_->update(delivery); !kept) return kept;
    }
    return {};
  }

  Settings settings_;
  const Clock& clock_;
  bool reaches_users_;
  std::unique_ptr<Outbox> outbox_;
  std::vector<std::unique_ptr<Courier>> couriers_;  ///< last: they use the outbox
};

Alerting::Alerting(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Alerting::~Alerting() = default;

std::expected<std::unique_ptr<Alerting>, std::string> Alerting::start(const Settings& settings,
                                                                      const Dependencies& with) {
  auto channels = channels_of(settings, with);
  if (!channels) return std::unexpected(channels.error());
  auto outbox = Outbox::open(settings.folder);
  if (!outbox) return std::unexpected(outbox.error());
  const bool reaches_users = settings.mail && (with.contact_of || !settings.contacts.empty());
  return std::unique_ptr<Alerting>(
      new Alerting(std::make_unique<Impl>(settings, reaches_users, std::move(*outbox), std::move(*channels), with)));
}

std::vector<std::string> Alerting::targets_of(const Alert& alert, bool tell_user) const {
  return impl_->targets_of(alert, tell_user);
}
std::expected<void, std::string> Alerting::commit(const Outbox::Change& change) { return impl_->commit(change); }
std::expected<void, std::string> Alerting::acknowledge(std::uint64_t alert, const std::string& by) {
  return impl_->acknowledge(alert, by);
}
const Outbox& Alerting::outbox() const { return impl_->outbox(); }

}  // namespace kaisho::alerting
