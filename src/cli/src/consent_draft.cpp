#include "consent_draft.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/node/system.hpp>
#include <utility>

#include "command.hpp"
#include "files.hpp"
#include "sender.hpp"

namespace kaisho::cli {

governance::Terms draft_terms(const DraftOptions& options) {
  node::SystemRandom random;
  governance::Terms terms{.text_hash = {},
                          .language = options.language,
                          .purpose = options.purpose,
                          .scope = options.scope,
                          .expiry = node::SystemClock().now_ms() / 1000 + std::uint64_t{86'400} * options.days,
                          .salt = {}};
  random.fill(terms.salt.bytes);
  return terms;
}

namespace {

/// As the ledger and every screen that shows the text will take them.
Result<void> good_words(const DraftOptions& options) {
  if (!governance::is_known_language(options.language)) {
    return bad_input("bad_argument", "there is no text in the language '" + options.language + "'", "use en or ja");
  }
  for (const auto& [what, text] : {std::pair("purpose", options.purpose), std::pair("scope", options.scope)}) {
    if (governance::is_plain_text(text, governance::Limits::kFreeText)) continue;
    return bad_input("bad_argument",
                     std::string("the ") + what + " is no plain text of at most " +
                         std::to_string(governance::Limits::kFreeText) + " bytes",
                     "write it in UTF-8, on one line, without characters that turn the direction of text");
  }
  return {};
}

}  // namespace

Result<Report> store(const DraftOptions& options, ConsentFile file) {
  if (auto good = good_words(options); !good) return std::unexpected(good.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto chain = ask_quantity(*node, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  file.chain_id = *chain;
  if (auto written = write_file(options.out, to_json(file)); !written) return std::unexpected(written.error());
  return Report{
      Table().row("consent to", file.kind()).row("file", options.out).row("digest", to_hex(file.digest())).text(),
      {{"file", options.out}, {"kind", file.kind()}, {"digest", to_hex(file.digest())}}};
}

void declare_draft(CLI::App& app, DraftOptions& options) {
  options.node.declare(app);
  app.add_option("--user", options.user, "the user's ID")->required();
  app.add_option("--purpose", options.purpose, "what the consent is for")->required();
  app.add_option("--language", options.language, "of the text: en or ja")->capture_default_str();
  app.add_option("--days", options.days, "how long it is valid")->capture_default_str()->check(CLI::Range(1, 36'500));
  app.add_option("--out", options.out, "the consent's file")->required();
}

}  // namespace kaisho::cli
