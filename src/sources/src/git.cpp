#include <algorithm>
#include <charconv>

#include "fetchers.hpp"
#include "run_program.hpp"

// git as a program: objects are fetched into a bare repository and read by their hashes. Nothing is checked out, so no
// hook, filter, attribute, submodule or link of the repository has any effect.
namespace kaisho::sources {
namespace {

using governance::PackageLimits;

std::unexpected<SourceError> fail(SourceFault fault, std::string text) {
  return std::unexpected(SourceError{fault, std::move(text)});
}

struct TreeEntry {
  std::string mode, object, path;
  std::uint64_t size = 0;
};

class Git {
 public:
  Git(const FetchOptions& options, std::filesystem::path folder, bool is_file)
      : options_(options), folder_(std::move(folder)), is_file_(is_file) {}

  Result<Ran> operator()(std::vector<std::string> words, Bytes input = {}) const {
    std::vector<std::string> all{options_.git,
                                 "-c",
                                 "core.hooksPath=/dev/null",
                                 "-c",
                                 "core.fsmonitor=false",
                                 "-c",
                                 "credential.helper=",
                                 "-c",
                                 "fetch.fsckObjects=true",
                                 "-c",
                                 "http.followRedirects=false",
                                 "-c",
                                 "protocol.allow=never",
                                 "-c",
                                 std::string("protocol.") + (is_file_ ? "file" : "https") + ".allow=always"};
    if (!options_.ca_file.empty()) {
      all.insert(all.end(), {"-c", "http.sslCAInfo=" + std::filesystem::absolute(options_.ca_file).string()});
    }
    all.insert(all.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return run_program(
        {.words = std::move(all),
         .environment = {"HOME=" + folder_.string(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null",
                         "GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=false", "GIT_NO_REPLACE_OBJECTS=1",
                         "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C", "GIT_DIR=" + (folder_ / "repository").string()},
         .folder = folder_,
         .input = std::move(input),
         .time = options_.limits.time,
         .file_size = options_.limits.repository});
  }

 private:
  const FetchOptions& options_;
  std::filesystem::path folder_;
  bool is_file_;
};

/// The commit that a branch, a tag, or nothing at all names in the remote repository.
Result<std::string> resolve(const Git& git, const Source& source) {
  const auto name = source.revision.empty() ? std::string("HEAD") : source.revision;
  const auto ran = git({"ls-remote", "--exit-code", source.location, name, name + "^{}"});
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_code != 0) {
    return fail(SourceFault::unreachable,
                source.location + " has no '" + name + "', or does not answer: " + ran->complaint);
  }
  // A tag's own commit stands in the line that ends in ^{}.
  std::string commit;
  std::string_view rest = text_of(ran->output);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (commit.empty() || line.ends_with("^{}")) commit = line.substr(0, line.find('\t'));
  }
  return commit;
}

Result<TreeEntry> read_entry(std::string_view line) {
  const auto tab = line.find('\t');
  std::vector<std::string_view> words;
  for (auto rest = line.substr(0, tab); !rest.empty();) {
    const auto word = rest.substr(0, rest.find(' '));
    if (!word.empty()) words.push_back(word);
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
  }
  if (tab == std::string_view::npos || words.size() != 4) return fail(SourceFault::bad_archive, "git lists no files");
  TreeEntry entry{std::string(words[0]), std::string(words[2]), std::string(line.substr(tab + 1))};
  std::from_chars(words[3].data(), words[3].data() + words[3].size(), entry.size);
  return entry;
}

/// Files of the commit with their sizes, checked before any of them is read.
Result<std::vector<TreeEntry>> list(const Git& git, const Source& source) {
  const auto tree = source.subfolder.empty() ? source.revision : source.revision + ":" + source.subfolder;
  const auto ran = git({"ls-tree", "-r", "-l", "-z", "--full-tree", tree});
  if (!ran) return std::unexpected(ran.error());
  if (ran->exit_code != 0) return fail(SourceFault::bad_archive, "the commit has no such folder: " + ran->complaint);
  std::vector<TreeEntry> entries;
  std::uint64_t total = 0;
  std::string_view rest = text_of(ran->output);
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    auto entry = read_entry(line);
    if (!entry) return std::unexpected(entry.error());
    if (entry->mode != "100644" && entry->mode != "100755") {
      return fail(SourceFault::bad_entry, entry->path + " is a link or a submodule: a package holds files only");
    }
    total += entry->size;
    const bool fits = entry->size <= PackageLimits::kFileSize && total <= PackageLimits::kTotalSize;
    if (!fits || entries.size() > PackageLimits::kFiles) {
      return fail(SourceFault::too_large,
                  entry->path + " is too much for a package (512 files, 8 MiB a file, 64 MiB in all)");
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

/// "<object> blob <size>\n<bytes>\n" for each.
Result<Files> read(const Git& git, const std::vector<TreeEntry>& entries) {
  std::string objects;
  for (const auto& entry : entries) objects += entry.object + "\n";
  const auto ran = git({"cat-file", "--batch"}, bytes_of(objects));
  if (!ran) return std::unexpected(ran.error());
  Files files;
  ByteView rest = ran->output;
  for (const auto& entry : entries) {
    const auto head = entry.object + " blob " + std::to_string(entry.size) + "\n";
    if (!text_of(rest).starts_with(head) || rest.size() < head.size() + entry.size + 1) {
      return fail(SourceFault::bad_archive, "git does not give " + entry.path);
    }
    files.push_back({entry.path, bytes_of(rest.subspan(head.size(), entry.size))});
    rest = rest.subspan(head.size() + entry.size + 1);
  }
  return files;
}

}  // namespace

Result<Files> fetch_commit(Source& source, const FetchOptions& options) {
  const auto folder = TemporaryFolder::make();
  if (!folder) return std::unexpected(folder.error());
  const Git git(options, folder->path(), source.location.starts_with("file:"));
  if (!source.is_pinned()) {
    auto commit = resolve(git, source);
    if (!commit) return std::unexpected(commit.error());
    source.revision = std::move(*commit);
    if (!source.is_pinned()) return fail(SourceFault::bad_archive, source.location + " names no commit");
  }
  const auto format = source.revision.size() == 64 ? "--object-format=sha256" : "--object-format=sha1";
  for (auto words : {std::vector<std::string>{"init", "-q", "--bare", format},
                     std::vector<std::string>{"fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules",
                                              "--no-write-fetch-head", source.location, source.revision}}) {
    const auto what = words[0];
    const auto ran = git(std::move(words));
    if (!ran) return std::unexpected(ran.error());
    if (ran->exit_code != 0) {
      return fail(SourceFault::unreachable, "git " + what + " of " + source.text() + " failed: " + ran->complaint);
    }
  }
  const auto entries = list(git, source);
  if (!entries) return std::unexpected(entries.error());
  return read(git, *entries);
}

}  // namespace kaisho::sources
