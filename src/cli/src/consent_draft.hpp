#pragma once

#include "consent_file.hpp"
#include "node_option.hpp"
#include "program_start.hpp"
#include "session.hpp"
#include "user_store.hpp"

/// What the drafts of all consents share.
namespace kaisho::cli {

struct DraftOptions {
  NodeOption node;
  std::string out, user, vorg, language = "en", purpose, scope;
  unsigned days = 365;
  std::string account, profile, passkey;     // entrust
  std::string region, private_record;        // entrust; issue and distribute
  bool on_paper = false;                     // entrust
  UserStore store;                           // entrust
  std::string token, package, package_hash;  // issue, distribute
  std::vector<std::string> arguments;        // issue, upgrade
  std::string call;                          // issue, upgrade behind a proxy
  std::string action;                        // change
};

/// Options of every draft.
void declare_draft(CLI::App& app, DraftOptions& options);
/// Purpose, scope as it was typed, expiry, and a salt of its own.
[[nodiscard]] governance::Terms draft_terms(const DraftOptions& options);
/// Writes the draft's file for the node's chain. Codes: bad_argument (language, purpose, scope), those of the node and
/// of files.
[[nodiscard]] Result<Report> store(const DraftOptions& options, ConsentFile file);
template <class Consent>
[[nodiscard]] Result<Report> store(const DraftOptions& options, const Consent& consent, const Start& start = {}) {
  return store(options, ConsentFile{0, governance::with_text(consent), start.encoded, start.types, {}});
}

}  // namespace kaisho::cli
