#include <fmt/format.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/checkpoint.hpp>
#include <kaisho/storage/check.hpp>
#include <kaisho/storage/snapshot.hpp>

#include <ostream>

#include "command.hpp"
#include "files.hpp"
#include "values.hpp"

// kaisho snapshot, store: backups of a node and a look at its data, with no node running (docs/operate/backup.md).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ExportOptions {
  std::string data, out;
};

struct TrustOptions {
  std::string trust, checkpoint;
  std::vector<std::string> signers;
};

struct VerifyOptions {
  std::string file;
  TrustOptions trust;
};

struct RestoreOptions {
  std::string file, data;
  TrustOptions trust;
};

struct CheckOptions {
  std::string data;
};

std::unexpected<Failure> failed(const storage::StoreError& error) {
  return fail(ExitCode::environment, "data_" + std::string(name_of(error.code)), error.text);
}

std::unexpected<Failure> failed(const storage::SnapshotError& error) {
  using enum storage::SnapshotErrorCode;
  const auto exit = error.code == store || error.code == not_empty            ? ExitCode::environment
                    : error.code == malformed || error.code == unknown_format ? ExitCode::bad_input
                                                                              : ExitCode::refused;
  return fail(exit, "snapshot_" + std::string(name_of(error.code)), error.text);
}

/// The chain of a folder that no node has open.
Result<std::unique_ptr<storage::ChainStore>> open_data(const std::string& folder) {
  auto store = storage::ChainStore::open_existing({.folder = folder, .create_if_missing = false});
  if (!store) return failed(store.error());
  return std::move(*store);
}

Table describe(const storage::Snapshot& snapshot) {
  return Table()
      .row("block", std::to_string(snapshot.header.height))
      .row("header", to_hex(snapshot.header_hash))
      .row("state root", to_hex(snapshot.header.state_root))
      .row("snapshot", to_hex(snapshot.hash))
      .row("chunks", std::to_string(snapshot.chunks));
}

json::object data_of(const storage::Snapshot& snapshot) {
  return {{"block", snapshot.header.height},
          {"headerHash", to_hex(snapshot.header_hash)},
          {"stateRoot", to_hex(snapshot.header.state_root)},
          {"snapshotHash", to_hex(snapshot.hash)},
          {"chunks", snapshot.chunks}};
}

/// The root of a checkpoint that covers exactly the snapshot's blocks and that one of the named keys signed.
Result<Hash> history_root_of(const TrustOptions& options, const storage::Snapshot& snapshot) {
  const auto text = read_file(options.checkpoint);
  if (!text) return std::unexpected(text.error());
  const auto note = evidence::parse_note(*text);
  const auto checkpoint = note ? evidence::parse_checkpoint(note->text) : std::nullopt;
  if (!checkpoint) return bad_input("bad_checkpoint", options.checkpoint + " is no signed checkpoint");
  bool is_signed = false;
  for (const auto& signer : options.signers) {
    const auto key = evidence::parse_verifier_key(signer);
    if (!key) return bad_input("bad_verifier_key", "'" + signer + "' is no verifier key (name+hash+base64)");
    is_signed |= note->is_signed_by(*key);
  }
  if (!is_signed) {
    return fail(ExitCode::refused, "checkpoint_not_signed",
                options.checkpoint + " is not signed by any key that was given with --signer",
                "an organization publishes its verifier key as name+hash+base64; genesis.json holds all of them");
  }
  if (checkpoint->size == snapshot.header.height + 1) return checkpoint->root;
  return fail(ExitCode::refused, "checkpoint_of_another_block",
              fmt::format("the checkpoint covers {} blocks, the snapshot ends with block {}", checkpoint->size,
                          snapshot.header.height),
              fmt::format("give the checkpoint of {} blocks, or --trust", snapshot.header.height + 1));
}

/// --trust is the hash of the header or of the snapshot: both stand in what export prints.
Result<std::optional<storage::SnapshotTrust>> trust_of(const TrustOptions& options, const std::string& file) {
  if (options.trust.empty() && options.checkpoint.empty()) return std::optional<storage::SnapshotTrust>{};
  const auto snapshot = storage::read_snapshot(file);
  if (!snapshot) return failed(snapshot.error());
  storage::SnapshotTrust trust;
  if (!options.trust.empty()) {
    const auto hash = parse_hash(options.trust);
    if (!hash) return std::unexpected(hash.error());
    (*hash == snapshot->hash ? trust.snapshot_hash : trust.header_hash) = *hash;
  }
  if (!options.checkpoint.empty()) {
    const auto root = history_root_of(options, *snapshot);
    if (!root) return std::unexpected(root.error());
    trust.history_root = *root;
  }
  return std::optional(trust);
}

Result<Report> run_export(Session&, const ExportOptions& options) {
  const auto store = open_data(options.data);
  if (!store) return std::unexpected(store.error());
  const auto made = storage::export_snapshot(**store, options.out);
  if (!made) return failed(made.error());
  auto data = data_of(*made);
  data["file"] = options.out;
  return Report{describe(*made)
                    .row("file", options.out)
                    .row("keep", "the header's or the snapshot's hash, apart from the file: restoring asks for it")
                    .text(),
                std::move(data)};
}

Result<Report> run_verify(Session&, const VerifyOptions& options) {
  const auto trust = trust_of(options.trust, options.file);
  if (!trust) return std::unexpected(trust.error());
  const auto snapshot = storage::verify_snapshot(options.file, *trust);
  if (!snapshot) return failed(snapshot.error());
  auto data = data_of(*snapshot);
  data["trusted"] = trust->has_value();
  return Report{describe(*snapshot)
                    .row("verdict", *trust ? "whole, and what was trusted vouches for it"
                                           : "whole and true to its header; nothing was given that vouches for that")
                    .text(),
                std::move(data)};
}

Result<Report> run_restore(Session&, const RestoreOptions& options) {
  const auto trust = trust_of(options.trust, options.file);
  if (!trust) return std::unexpected(trust.error());
  if (!*trust) {
    return bad_input("nothing_trusted", "a snapshot is restored only where something vouches for it",
                     "give --trust with the header's or the snapshot's hash, or --checkpoint with --signer");
  }
  const auto snapshot = storage::restore_snapshot(options.file, options.data, **trust);
  if (!snapshot) return failed(snapshot.error());
  auto data = data_of(*snapshot);
  data["data"] = options.data;
  return Report{describe(*snapshot).row("data", options.data).text(), std::move(data)};
}

Result<Report> run_check(Session& session, const CheckOptions& options) {
  const auto store = open_data(options.data);
  if (!store) return std::unexpected(store.error());
  const auto found = storage::check_store(**store, [&](Height height) {
    if (height % 10'000 == 0 && height > 0) session.err << "checked block " << height << "\n";
  });
  if (!found) return failed(found.error());
  return Report{fmt::format("sound: blocks {} to {} with {} transactions, {} accounts and slots, {} codes",
                            found->first, found->last, found->transactions, found->leaves, found->codes),
                {{"firstBlock", found->first},
                 {"lastBlock", found->last},
                 {"transactions", found->transactions},
                 {"leaves", found->leaves},
                 {"codes", found->codes},
                 {"sound", true}}};
}

void declare_trust(CLI::App& app, TrustOptions& options) {
  app.add_option("--trust", options.trust, "hash of the header or of the snapshot, from where you trust it");
  auto* checkpoint = app.add_option("--checkpoint", options.checkpoint, "signed checkpoint of exactly these blocks");
  app.add_option("--signer", options.signers, "verifier key; one of those given must have signed the checkpoint")
      ->needs(checkpoint);
}

void add_restore(CLI::App& snapshot, Session& session) {
  add_command<RestoreOptions>(
      snapshot, session,
      {"restore", "make a data folder from a snapshot, verified first",
       "snapshot restore bank.snapshot --data new/data --trust 0x…"},
      [](CLI::App& command, RestoreOptions& options) {
        command.add_option("FILE", options.file, "the snapshot")->required();
        command.add_option("--data", options.data, "folder to make; missing or empty")->required();
        declare_trust(command, options.trust);
      },
      run_restore);
}

}  // namespace

void add_snapshot_commands(CLI::App& app, Session& session) {
  auto& snapshot = add_group(app, "snapshot", "backups of a node: the whole state, proved against one hash");
  add_command<ExportOptions>(
      snapshot, session,
      {"export", "write the last block's state into one file; no node may have the data open",
       "snapshot export --data bank/data --out bank.snapshot"},
      [](CLI::App& command, ExportOptions& options) {
        command.add_option("--data", options.data, "folder of the chain")->required();
        command.add_option("--out", options.out, "the file")->required();
      },
      run_export);
  add_command<VerifyOptions>(
      snapshot, session,
      {"verify", "check every byte of a snapshot, without node and network", "snapshot verify bank.snapshot"},
      [](CLI::App& command, VerifyOptions& options) {
        command.add_option("FILE", options.file, "the snapshot")->required();
        declare_trust(command, options.trust);
      },
      run_verify);
  add_restore(snapshot, session);
  auto& store = add_group(app, "store", "a node's data folder");
  add_command<CheckOptions>(
      store, session,
      {"check", "compare every block, value and proof in a data folder; no node may have it open",
       "store check --data bank/data"},
      [](CLI::App& command, CheckOptions& options) {
        command.add_option("--data", options.data, "folder of the chain")->required();
      },
      run_check);
}

}  // namespace kaisho::cli
