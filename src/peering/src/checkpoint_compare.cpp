#include <algorithm>
#include <kaisho/base/hex.hpp>

#include "files.hpp"
#include "kaisho/peering/checkpoint_keeper.hpp"

// What others sign, beside what this node has.
namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
using evidence::Checkpoint;
using evidence::SignedNote;
using evidence::VerifierKey;

constexpr std::string_view kForkFolder = "forks";
constexpr std::string_view kForkEnding = ".json";

/// The note with this key's signature alone: others' lines in it are not judged and prove nothing.
SignedNote only_by(const SignedNote& note, const VerifierKey& key) {
  SignedNote single{note.text, {}};
  std::ranges::copy_if(note.signatures, std::back_inserter(single.signatures), [&](const auto& signature) {
    return signature.name == key.name && signature.key_id == key.id();
  });
  single.signatures.resize(std::min<std::size_t>(single.signatures.size(), 1));
  return single;
}

/// "13-exchange" as a fork's file is called.
std::optional<std::string> member_in(const fs::path& file) {
  const auto stem = file.stem().string();
  const auto dash = stem.find('-');
  if (file.extension() != kForkEnding || dash == std::string::npos) return std::nullopt;
  return stem.substr(dash + 1);
}

}  // namespace

std::expected<void, std::string> CheckpointKeeper::load_forks() {
  std::error_code error;
  for (auto at = fs::directory_iterator(with_.folder / kForkFolder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const auto member = member_in(at->path());
    const auto text = member ? read_whole(at->path(), evidence::kMaxForkSize) : std::unexpected(std::string());
    const auto fork = text ? evidence::read_fork(*text) : std::unexpected(evidence::Unreadable{});
    if (!fork) continue;  // not one of ours
    const auto report = evidence::judge_fork(*fork, {});
    forks_.push_back({at->path().string(), *member, report.size, report.first_root, report.second_root});
  }
  if (error) return std::unexpected("cannot read the folder of forks: " + error.message());
  std::ranges::sort(forks_, {}, [](const ForkOnFile& fork) { return std::pair(fork.size, fork.member); });
  return {};
}

std::optional<VerifierKey> CheckpointKeeper::key_of(const std::string& member) const {
  for (const auto& candidate : with_.members()) {
    if (candidate.name == member && candidate.checkpoint_key) return VerifierKey{member, *candidate.checkpoint_key};
  }
  return std::nullopt;
}

Heard CheckpointKeeper::take(const std::string& member, std::string_view note_text) {
  const std::scoped_lock lock(mutex_);
  const auto key = key_of(member);
  const auto note = evidence::parse_note(note_text);
  if (!key || !note) return Heard::not_signed;
  const auto single = only_by(*note, *key);
  const auto checkpoint = evidence::parse_checkpoint(single.text);
  if (!checkpoint || checkpoint->size == 0 || !single.is_signed_by(*key)) return Heard::not_signed;
  if (checkpoint->origin != with_.history.origin) return Heard::other_chain;
  return compare(*key, single, *checkpoint);
}

Heard CheckpointKeeper::compare(const VerifierKey& key, const SignedNote& note, const Checkpoint& theirs) {
  const auto ours = executed(theirs.size);
  if (!ours) {
    // The shortest is kept: it is the first that can be compared, and a member can not put off the day by longer ones.
    const auto at = ahead_.find(key.name);
    if (at == ahead_.end() || theirs.size < at->second.checkpoint.size) {
      ahead_.insert_or_assign(key.name, Ahead{key, note, theirs});
    }
    return Heard::ahead;
  }
  if (ours->root != theirs.root) {
    keep_fork(key, note, theirs, *ours);
    weigh(key.name, theirs);
    return Heard::fork;
  }
  cosign(key, note, theirs.size);
  return Heard::agrees;
}

void CheckpointKeeper::cosign(const VerifierKey& key, const SignedNote& note, std::uint64_t size) {
  const auto at = kept_.find(size);
  if (at == kept_.end() || at->second.has(key.name)) return;
  at->second.note.signatures.push_back(note.signatures.front());
  at->second.signers.push_back(key);
}

void CheckpointKeeper::look_again() {
  const auto have = with_.history.size();
  for (auto at = ahead_.begin(); at != ahead_.end();) {
    if (at->second.checkpoint.size > have) {
      ++at;
      continue;
    }
    const auto waiting = std::move(at->second);
    at = ahead_.erase(at);
    if (const auto ours = executed(waiting.checkpoint.size); ours && ours->root != waiting.checkpoint.root) {
      keep_fork(waiting.key, waiting.note, waiting.checkpoint, *ours);
      weigh(waiting.key.name, waiting.checkpoint);
    }
  }
}

void CheckpointKeeper::weigh(const std::string& member, const Checkpoint& theirs) {
  against_.insert_or_assign(member, theirs);
  if (outvoted_) return;
  const auto members = with_.members();
  std::string names;
  std::size_t count = 0;
  for (const auto& each : members) {
    const auto at = against_.find(each.name);
    if (at == against_.end() || at->second.size != theirs.size || at->second.root != theirs.root) continue;
    names += (count++ == 0 ? "" : ", ") + each.name;
  }
  if (count * 3 <= members.size()) return;
  outvoted_ = true;
  with_.outvoted(
      "this member's history of " + std::to_string(theirs.size) + " blocks is not the others': " + names +
      " signed root " + to_hex(theirs.root) +
      "; kaisho compare --rpc URL --with URL, the other URL a healthy member's, names the first differing key");
}

void CheckpointKeeper::keep_fork(const VerifierKey& key, const SignedNote& note, const Checkpoint& theirs,
                                 const Checkpoint& ours) {
  const auto of_member = std::ranges::count(forks_, key.name, &ForkOnFile::member);
  const auto known = [&](const ForkOnFile& fork) { return fork.member == key.name && fork.size == theirs.size; };
  if (static_cast<std::size_t>(of_member) >= kForksOfAMember || std::ranges::any_of(forks_, known)) return;
  const auto what = "FORK: " + key.name + " signed another history. At " + std::to_string(theirs.size) +
                    " blocks its root is " + to_hex(theirs.root) + ", here it is " + to_hex(ours.root) + ". ";
  if (!with_.signer) {
    with_.warn(what + "Without a checkpoint key of its own this node keeps no evidence");
    return;
  }
  const auto held = kept_.find(theirs.size);
  const auto mine = held == kept_.end() ? signed_by_us(ours) : held->second;
  const evidence::ForkEvidence fork{{mine.note.to_text(), mine.signers}, {note.to_text(), {key}}};
  const auto file =
      with_.folder / kForkFolder / (std::to_string(theirs.size) + "-" + key.name + std::string(kForkEnding));
  forks_.push_back({file.string(), key.name, theirs.size, ours.root, theirs.root});
  const auto written = write_durably(file, view_of(evidence::write_fork(fork)));
  with_.warn(what + (written ? "Evidence: " + file.string() + " (check it: kaisho verify)" : written.error()));
}

}  // namespace kaisho::peering
