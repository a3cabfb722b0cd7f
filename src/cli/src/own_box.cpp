#include "own_box.hpp"

#include <CLI/CLI.hpp>
#include <kaisho/node/config.hpp>
#include <set>

#include "key_file.hpp"
#include "values.hpp"

namespace kaisho::cli {
namespace {

namespace json = boost::json;

/// The one record of the subject, or that with the root.
Result<peering::PrivateName> name_of(const RecordChoice& choice, const peering::PrivateSubject& subject,
                                     const peering::PrivateBox& box) {
  std::vector<peering::PrivateName> found;
  for (auto& name : box.names()) {
    if (name.subject == subject) found.push_back(std::move(name));
  }
  if (!choice.root.empty()) {
    const auto root = parse_hash(choice.root);
    if (!root) return std::unexpected(root.error());
    std::erase_if(found, [&](const auto& name) { return name.root != *root; });
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.empty()) {
    return bad_input("no_such_record", "this node has no record of " + subject.words(),
                     "kaisho private ask fetches it");
  }
  return bad_input("several_records",
                   "this node has " + std::to_string(found.size()) + " records of " + subject.words() + ": say --root",
                   "kaisho private list shows the roots");
}

std::string state_of(const peering::OutgoingRecord& outgoing) {
  return "waits since " + time_text(outgoing.since) + (outgoing.said.empty() ? "" : ": " + outgoing.said);
}

json::object data_of(const peering::OutgoingRecord& outgoing) {
  return {{"record", outgoing.name.text()},
          {"member", outgoing.member},
          {"delivered", false},
          {"since", outgoing.since},
          {"said", outgoing.said}};
}

json::object data_of(const peering::PrivateReceipt& receipt) {
  return {{"record", receipt.name.text()}, {"member", receipt.member}, {"delivered", true}, {"time", receipt.time}};
}

}  // namespace

void RecordChoice::declare_config(CLI::App& app) {
  app.add_option("--config", config, "the own node's node.toml")->capture_default_str();
}

void RecordChoice::declare_subject(CLI::App& app) {
  declare_config(app);
  app.add_option("--application", application, "number of the application that it belongs to");
  app.add_option("--user", user, "or the user whose profile it is");
}

void RecordChoice::declare(CLI::App& app) {
  declare_subject(app);
  app.add_option("--root", root, "which, where there are several");
}

Result<peering::PrivateSubject> RecordChoice::subject() const {
  if (user.empty() == (application == 0)) {
    return bad_input("bad_argument", "say what it is about: --application or --user");
  }
  auto subject =
      peering::PrivateSubject::parse(user.empty() ? "application/" + std::to_string(application) : "user/" + user);
  if (!subject) return bad_input("bad_user_id", "'" + user + "' is no user's ID");
  return std::move(*subject);
}

std::unexpected<Failure> not_done(const std::string& why) {
  return fail(ExitCode::environment, "private_records_unusable", why);
}

Result<OwnPlace> own_place(const std::string& config_file) {
  const auto config = node::read_config(config_file);
  if (!config) return bad_input(config.error().code, config.error().text, config.error().next);
  if (!config->cometbft || !config->peers || config->peers->private_key.empty()) {
    return bad_input("no_private_records", config_file + " names no private_key in [peers]",
                     "kaisho key new keys/private.key, then private_key = \"keys/private.key\" (docs/operate/node.md)");
  }
  auto key = read_secret(config->peers->private_key);
  if (!key) return std::unexpected(key.error());
  return OwnPlace{config->cometbft->member, config->listen, config->peering / peering::kPrivateFolder, *std::move(key)};
}

Result<std::unique_ptr<OwnBox>> open_box(const std::string& config) {
  auto place = own_place(config);
  if (!place) return std::unexpected(place.error());
  auto own = std::make_unique<OwnBox>();
  own->self = std::move(place->self);
  own->listen = std::move(place->listen);
  auto box = peering::PrivateBox::open(place->folder, std::move(place->key), own->random);
  if (!box) return not_done(box.error());
  own->box = std::move(*box);
  return own;
}

Result<Report> with_record(
    const RecordChoice& choice,
    const std::function<Result<Report>(peering::PrivateBox&, const peering::PrivateName&)>& work) {
  const auto subject = choice.subject();
  if (!subject) return std::unexpected(subject.error());
  const auto own = open_box(choice.config);
  if (!own) return std::unexpected(own.error());
  const auto name = name_of(choice, *subject, *(*own)->box);
  if (!name) return std::unexpected(name.error());
  return work(*(*own)->box, *name);
}

void add_deliveries(const peering::PrivateBox& box, const peering::PrivateName& name, Table& table, json::array& data) {
  std::set<std::string> waiting;
  for (const auto& outgoing : box.outgoing()) {
    if (outgoing.name != name) continue;
    waiting.insert(outgoing.member);
    table.row("  to " + outgoing.member, state_of(outgoing));
    data.push_back(data_of(outgoing));
  }
  for (const auto& receipt : box.receipts()) {
    if (receipt.name != name || waiting.contains(receipt.member)) continue;
    table.row("  to " + receipt.member, "acknowledged " + time_text(receipt.time));
    data.push_back(data_of(receipt));
  }
}

}  // namespace kaisho::cli
