#include "kaisho/peering/checkpoint_keeper.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>

#include "files.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
using evidence::Checkpoint;
using evidence::SignedNote;
using evidence::VerifierKey;

constexpr std::string_view kSignedFile = "signed.note";
constexpr std::string_view kForkFolder = "forks";

std::unexpected<KeeperError> refuse(KeeperFault fault, std::string text) {
  return std::unexpected(KeeperError{fault, std::move(text)});
}

std::string blocks(std::uint64_t size) { return std::to_string(size) + " blocks"; }

}  // namespace

bool CosignedCheckpoint::has(const std::string& member) const {
  return std::ranges::find(signers, member, &VerifierKey::name) != signers.end();
}

std::expected<std::unique_ptr<CheckpointKeeper>, std::string> CheckpointKeeper::open(Dependencies dependencies) {
  std::unique_ptr<CheckpointKeeper> keeper(new CheckpointKeeper(std::move(dependencies)));
  const std::scoped_lock lock(keeper->mutex_);
  if (auto made = make_folder(keeper->with_.folder / kForkFolder); !made) return std::unexpected(made.error());
  if (auto loaded = keeper->load_signed(); !loaded) return std::unexpected(loaded.error());
  if (auto loaded = keeper->load_forks(); !loaded) return std::unexpected(loaded.error());
  return keeper;
}

std::expected<void, std::string> CheckpointKeeper::load_signed() {
  const auto file = with_.folder / kSignedFile;
  if (!fs::exists(file)) return {};
  const auto text = read_whole(file, evidence::kMaxNoteSize);
  if (!text) return std::unexpected(text.error());
  const auto note = evidence::parse_note(*text);
  const auto checkpoint = note ? evidence::parse_checkpoint(note->text) : std::nullopt;
  if (!checkpoint) {
    return std::unexpected(file.string() +
                           " is damaged: it says which history this member signed. Restore it from a copy; without it "
                           "nobody can tell whether a signature would contradict an earlier one");
  }
  if (checkpoint->origin != with_.history.origin) {
    return std::unexpected(file.string() + " is about another ledger (" + checkpoint->origin + ")");
  }
  signed_ = *checkpoint;
  return {};
}

std::expected<std::string, KeeperError> CheckpointKeeper::sign(std::uint64_t size) {
  const std::scoped_lock lock(mutex_);
  const auto ours = sign_now(size);
  if (!ours) return std::unexpected(ours.error());
  return ours->note.to_text();
}

std::expected<std::string, KeeperError> CheckpointKeeper::sign_whole() { return sign(with_.history.size()); }

std::expected<std::string, KeeperError> CheckpointKeeper::sign_latest() {
  const std::scoped_lock lock(mutex_);
  const auto size = with_.history.size();
  if (size == target_) return kept_.at(size).note.to_text();
  auto ours = sign_now(size);
  if (!ours) return std::unexpected(ours.error());
  const auto text = ours->note.to_text();
  target_ = size;
  kept_.insert_or_assign(size, *std::move(ours));
  while (kept_.size() > kKept) kept_.erase(kept_.begin());
  look_again();
  return text;
}

/// What was signed before is compared first, and what is signed now is on file before anybody sees it: so all
/// signatures of this key are on one history, over crashes and restored copies as well.
std::expected<CosignedCheckpoint, KeeperError> CheckpointKeeper::sign_now(std::uint64_t size) {
  if (!with_.signer) return refuse(KeeperFault::no_key, "this node has no key to sign checkpoints with");
  if (auto same = check_signed(); !same) return std::unexpected(same.error());
  const auto checkpoint = executed(size);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  if (!signed_ || size > signed_->size) {
    if (auto kept = remember(); !kept) return std::unexpected(kept.error());
  }
  return signed_by_us(*checkpoint);
}

std::expected<Checkpoint, KeeperError> CheckpointKeeper::executed(std::uint64_t size) const {
  const auto have = with_.history.size();
  if (size == 0 || size > have) {
    return refuse(KeeperFault::not_executed, "this node has executed " + blocks(have) + ", not " + blocks(size));
  }
  const auto root = with_.history.root(size);
  if (!root) return refuse(KeeperFault::not_executed, "this node does not hold the history of " + blocks(size));
  return Checkpoint{with_.history.origin, size, *root};
}

std::expected<void, KeeperError> CheckpointKeeper::check_signed() const {
  if (!signed_) return {};
  const auto have = with_.history.size();
  if (have < signed_->size) {
    return refuse(KeeperFault::behind_signed, "this key signed " + blocks(signed_->size) + " and this node has " +
                                                  blocks(have) + ": it signs again when it has caught up");
  }
  const auto root = with_.history.root(signed_->size);
  if (root == signed_->root) return {};
  if (!root) {
    return refuse(
        KeeperFault::behind_signed,
        "this key signed " + blocks(signed_->size) +
            ", a part of the history that this node does not hold (it began with a snapshot). Nothing is signed: "
            "if the other members agree on root " +
            to_hex(signed_->root) + ", remove signed.note");
  }
  return refuse(KeeperFault::other_history, "this key signed another history of " + blocks(signed_->size) + ": root " +
                                                to_hex(signed_->root) + ", and this node has " + to_hex(*root) +
                                                ". It signs nothing more: find out which is right "
                                                "(docs/formats/checkpoint.md)");
}

/// Remembers the whole history at once, so that what others ask for below it needs no further write.
std::expected<void, KeeperError> CheckpointKeeper::remember() {
  const auto whole = executed(with_.history.size());
  if (!whole) return std::unexpected(whole.error());
  const auto text = signed_by_us(*whole).note.to_text();
  if (auto written = write_durably(with_.folder / kSignedFile, view_of(text)); !written) {
    return refuse(KeeperFault::medium, "nothing is signed that cannot be remembered: " + written.error());
  }
  signed_ = *whole;
  return {};
}

CosignedCheckpoint CheckpointKeeper::signed_by_us(const Checkpoint& checkpoint) const {
  SignedNote note{evidence::checkpoint_text(checkpoint), {}};
  note.signatures.push_back(evidence::sign_note(note.text, with_.signer->name, with_.signer->key));
  return {checkpoint, std::move(note), {{with_.signer->name, with_.signer->key.public_key()}}};
}

std::uint64_t CheckpointKeeper::target() const {
  const std::scoped_lock lock(mutex_);
  return target_;
}

bool CheckpointKeeper::lacks(const std::string& member) const {
  const std::scoped_lock lock(mutex_);
  const auto at = kept_.find(target_);
  return at != kept_.end() && !at->second.has(member);
}

std::optional<CosignedCheckpoint> CheckpointKeeper::best(std::uint64_t size) const {
  const std::scoped_lock lock(mutex_);
  const CosignedCheckpoint* best = nullptr;
  for (auto at = kept_.lower_bound(size); at != kept_.end(); ++at) {
    if (best == nullptr || at->second.signers.size() >= best->signers.size()) best = &at->second;
  }
  return best == nullptr ? std::nullopt : std::optional(*best);
}

std::optional<CosignedCheckpoint> CheckpointKeeper::newest_of_majority() const {
  const auto members = with_.members();
  const std::scoped_lock lock(mutex_);
  for (auto at = kept_.rbegin(); at != kept_.rend(); ++at) {
    const auto vouch = [&](const Member& member) { return at->second.has(member.name); };
    if (static_cast<std::size_t>(std::ranges::count_if(members, vouch)) * 2 > members.size()) return at->second;
  }
  return std::nullopt;
}

std::vector<CosignedCheckpoint> CheckpointKeeper::list() const {
  const std::scoped_lock lock(mutex_);
  std::vector<CosignedCheckpoint> newest_first;
  for (const auto& [size, checkpoint] : kept_) newest_first.insert(newest_first.begin(), checkpoint);
  return newest_first;
}

std::vector<ForkOnFile> CheckpointKeeper::forks() const {
  const std::scoped_lock lock(mutex_);
  return forks_;
}

}  // namespace kaisho::peering
