#include "package_option.hpp"

#include <CLI/CLI.hpp>

#include "package_transfer.hpp"
#include "values.hpp"

namespace kaisho::cli {

std::unexpected<Failure> source_failure(const sources::SourceError& error) {
  using Fault = sources::SourceFault;
  switch (error.fault) {
    case Fault::bad_source:
      return bad_input("source_malformed", error.text, "a folder, https://…, or git+https://…#COMMIT");
    case Fault::not_allowed:
      return fail(ExitCode::refused, "source_not_allowed", error.text);
    case Fault::unreachable:
      return fail(ExitCode::unreachable, "source_unreachable", error.text);
    case Fault::too_large:
      return bad_input("source_too_large", error.text);
    case Fault::bad_archive:
    case Fault::bad_entry:
    case Fault::bad_package:
      return bad_input("bad_package", error.text);
    case Fault::wrong_hash:
      return fail(ExitCode::refused, "wrong_package", error.text);
    case Fault::took_too_long:
      return fail(ExitCode::unreachable, "source_took_too_long", error.text);
    case Fault::environment:
      break;
  }
  return fail(ExitCode::environment, "environment", error.text);
}

Result<sources::Fetched> fetch_package(const std::string& text, const std::string& ca_file) {
  const auto source = sources::parse_source(text);
  if (!source) return source_failure(source.error());
  if (source->kind == sources::SourceKind::folder) {
    auto package = read_package(text);  // its messages say how to repair an own folder
    if (!package) return std::unexpected(package.error());
    return sources::Fetched{*source, std::move(*package)};
  }
  sources::FetchOptions options;
  options.ca_file = ca_file;
  auto fetched = sources::fetch(*source, options);
  if (!fetched) return source_failure(fetched.error());
  return std::move(*fetched);
}

void PackageOption::declare(CLI::App& app) {
  auto* by_source =
      app.add_option("PACKAGE", source, "a folder, https://… (tar, tar.gz, zip), or git+https://…#COMMIT");
  auto* by_hash = app.add_option("--package-hash", hash, "instead: the package that the node fetched");
  by_hash->excludes(by_source);
  app.add_option("--ca-file", ca_file, "certificates to trust for https instead of the system's");
}

Result<governance::Package> PackageOption::open(const NodeOption& node_option) const {
  if (hash.empty() && source.empty()) {
    return bad_input("no_package", "name the package's folder, or --package-hash");
  }
  if (hash.empty()) {
    auto fetched = fetch_package(source, ca_file);
    if (!fetched) return std::unexpected(fetched.error());
    return std::move(fetched->package);
  }
  const auto parsed = parse_hash(hash);
  if (!parsed) return std::unexpected(parsed.error());
  auto node = node_option.connect();
  if (!node) return std::unexpected(node.error());
  return get_package(*node, *parsed);
}

}  // namespace kaisho::cli
