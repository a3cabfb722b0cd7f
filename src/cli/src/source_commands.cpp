#include <boost/json/serialize.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/program_test.hpp>
#include <kaisho/governance/rebuilds.hpp>
#include <kaisho/sources/project.hpp>
#include <kaisho/sources/rebuild.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "log_json.hpp"
#include "package_option.hpp"
#include "package_transfer.hpp"
#include "program_groups.hpp"
#include "values.hpp"

// kaisho program fetch, rebuild, report: where packages come from, and what is known of them (G1, G2).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct FetchOptions {
  NodeOption node;
  PackageOption package;
  bool keep = true;
};

struct RebuildOptions {
  NodeOption node;
  KeyOption key;
  PackageOption package;
  std::string compiler, out;
};

struct ReportOptions {
  NodeOption node;
  std::string hash, format = "text", out;
};

Report about(const sources::Fetched& fetched) {
  const auto& manifest = fetched.package.manifest;
  return {Table()
              .row("source", fetched.source.text())
              .row("token", manifest.token_id)
              .row("program", manifest.name + " " + manifest.version + " (" + manifest.standard + ")")
              .row("package", to_hex(fetched.package.hash))
              .row("files", std::to_string(manifest.files.size()))
              .text(),
          {{"source", fetched.source.text()},
           {"tokenId", manifest.token_id},
           {"version", manifest.version},
           {"packageHash", to_hex(fetched.package.hash)}}};
}

/// The package of a hash from the source that is written on the ledger, by somebody else perhaps.
Result<sources::Fetched> fetch_registered(const LedgerReader& ledger, const Hash& hash, const std::string& ca_file) {
  const auto record = require_package(ledger, hash);
  if (!record) return std::unexpected(record.error());
  const auto source = sources::parse_source(record->source_path);
  if (!source) return source_failure(source.error());
  sources::FetchOptions options;
  options.is_foreign = true;
  options.ca_file = ca_file;
  auto fetched = sources::fetch(*source, options);
  if (!fetched) return source_failure(fetched.error());
  if (fetched->package.hash != hash) {
    return source_failure(
        {sources::SourceFault::wrong_hash,
         source->text() + " holds package " + to_hex(fetched->package.hash) + " now, registered is " + to_hex(hash)});
  }
  return std::move(*fetched);
}

/// Fetches and gives the package to the own node, which keeps it by its hash and passes it on to the others.
Result<Report> fetch(Session&, const FetchOptions& options) {
  const auto keep = [&](RpcClient& node, const Result<sources::Fetched>& fetched) -> Result<Report> {
    if (!fetched) return std::unexpected(fetched.error());
    if (auto put = put_package(node, fetched->package); !put) return std::unexpected(put.error());
    auto report = about(*fetched);
    report.text += "\nthe node holds it";
    return report;
  };
  if (!options.package.hash.empty()) {
    const auto hash = parse_hash(options.package.hash);
    if (!hash) return std::unexpected(hash.error());
    return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) {
      return keep(node, fetch_registered(ledger, *hash, options.package.ca_file));
    });
  }
  auto fetched = fetch_package(options.package.source, options.package.ca_file);
  if (!fetched) return std::unexpected(fetched.error());
  if (!options.keep) return about(*fetched);
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  return keep(*node, fetched);
}

Result<std::string> manifest_of(const ProjectInit& options, const sources::ProjectFiles& project) {
  const auto settings = codec::json::parse(project.compiler_settings);
  json::array tests(project.test_artifacts.begin(), project.test_artifacts.end());
  const json::object draft{{"format", governance::kManifestFormat},
                           {"token", options.token},
                           {"name", options.name.empty() ? options.choice.contract : options.name},
                           {"version", options.version},
                           {"standard", options.standard},
                           {"compiler", json::object{{"name", project.compiler_name},
                                                     {"version", project.compiler_version},
                                                     {"settings", settings ? *settings : json::value(json::object{})}}},
                           {"contract", json::object{{"artifact", project.contract_artifact}}},
                           {"tests", std::move(tests)}};
  auto manifest = governance::make_manifest(json::serialize(draft), project.files);
  if (!manifest) return package_failure(options.project, manifest.error());
  return std::move(*manifest);
}

Result<Bytes> sign_rebuild(RpcClient& node, const std::string& key_file, const governance::RebuildAttestation& said) {
  const auto key = read_key(key_file);
  if (!key) return std::unexpected(key.error());
  const auto chain = ask_quantity(node, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  return governance::sign_digest(*key, governance::digest(said, *chain));
}

/// Says it, and with a key records it on the ledger as the organization's word.
Result<Report> rebuild(Session&, const RebuildOptions& options) {
  const auto package = options.package.open(options.node);
  if (!package) return std::unexpected(package.error());
  const auto made = sources::rebuild(*package, options.compiler);
  if (!made) return source_failure(made.error());
  if (!options.out.empty()) {
    if (auto written = write_file(options.out, made->to_json()); !written) return std::unexpected(written.error());
  }
  Table table;
  json::array artifacts;
  for (const auto& one : made->artifacts) {
    table.row(one.path, std::string(sources::describe(one.outcome)) + (one.detail.empty() ? "" : ": " + one.detail));
    artifacts.push_back(json::object{{"artifact", one.path}, {"outcome", sources::describe(one.outcome)}});
  }
  table.row("compiler", made->compiler)
      .row("result", std::string(sources::describe(made->outcome)))
      .row("report", to_hex(made->hash()));
  json::object data{{"outcome", sources::describe(made->outcome)},
                    {"reportHash", to_hex(made->hash())},
                    {"compiler", made->compiler},
                    {"artifacts", std::move(artifacts)}};
  const auto exit = made->outcome == sources::RebuildOutcome::differs ? ExitCode::refused : ExitCode::done;
  if (options.key.file.empty()) return Report{table.text(), std::move(data), exit};
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const governance::RebuildAttestation said{package->manifest.token_id, package->hash,
                                            static_cast<governance::RebuildOutcome>(made->outcome), made->hash()};
  const auto signature = sign_rebuild(*node, options.key.file, said);
  if (!signature) return std::unexpected(signature.error());
  auto sent =
      govern(options.node, options.key, governance::calls::attest_rebuild(said, *signature), table, std::move(data));
  if (sent) sent->exit = exit;
  return sent;
}

/// The package whose attestation has this report hash, from the events.
Result<Hash> package_of_report(RpcClient& node, const Hash& report) {
  static const auto kTypes = codec::abi::types_of("string,bool,bytes32,bytes");
  const json::array topics{to_hex(codec::abi::event_topic("Attested(bytes32,string,bool,bytes32,bytes)"))};
  const auto logs = governance_events(node, topics);
  if (!logs) return std::unexpected(logs.error());
  for (const auto& value : *logs) {
    const auto log = value.is_object() ? read_log(value.get_object()) : std::nullopt;
    const auto values = log ? codec::abi::decode(kTypes, log->data)
                            : std::expected<codec::abi::Values, codec::abi::Error>(codec::abi::Values{});
    if (values && values->size() == 4 && (*values)[2].hash() == report && log->topics.size() == 2) {
      return hash_of(log->topics[1]);
    }
  }
  return fail(ExitCode::refused, "no_such_report", "no organization recorded a report " + to_hex(report));
}

/// A report is what the package's tests give on every node: it is made again here, and its hash compared.
Result<Report> report(Session&, const ReportOptions& options) {
  const auto hash = parse_hash(options.hash);
  if (!hash) return std::unexpected(hash.error());
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto package_hash = package_of_report(*node, *hash);
  if (!package_hash) return std::unexpected(package_hash.error());
  const auto package = get_package(*node, *package_hash);
  if (!package) return std::unexpected(package.error());
  const auto executor = evm::make_executor();
  const auto made = governance::run_tests(*package, *executor, {}, [] { return false; });
  if (!made) return fail(ExitCode::refused, "test_aborted", made.error().reason);
  if (made->hash() != *hash) {
    return fail(
        ExitCode::refused, "other_report",
        "the package's tests give report " + to_hex(made->hash()) + " here, not " + to_hex(*hash),
        "whoever recorded that hash ran something else: look at kaisho program show " + package->manifest.token_id);
  }
  std::string text = options.format == "json"       ? made->to_json()
                     : options.format == "markdown" ? governance::to_markdown(*made)
                     : options.format == "html"     ? governance::to_html(*made)
                                                    : governance::to_text(*made);
  if (!options.out.empty()) {
    if (auto written = write_file(options.out, text); !written) return std::unexpected(written.error());
    text = Table().row("written", options.out).text();
  }
  while (text.ends_with('\n')) text.pop_back();
  const auto data = codec::json::parse(made->to_json());
  return Report{std::move(text), data && data->is_object() ? data->get_object() : json::object{}};
}

void declare_fetch(CLI::App& app, FetchOptions& options) {
  options.node.declare(app);
  options.package.declare(app);
  app.add_flag("!--no-node", options.keep, "only look at it: do not give it to the node");
}

void declare_rebuild(CLI::App& app, RebuildOptions& options) {
  options.node.declare(app);
  options.package.declare(app);
  app.add_option("--compiler", options.compiler, "solc or solcjs; by default one of the right version from PATH")
      ->envname("KAISHO_SOLC");
  app.add_option("--key", options.key.file, "the organization's operator: records the result on the ledger");
  app.add_option("--out", options.out, "write the report, canonical JSON, to a file");
}

void declare_report(CLI::App& app, ReportOptions& options) {
  options.node.declare(app);
  app.add_option("HASH", options.hash, "a test report's hash, as the ledger has it")->required();
  app.add_option("--format", options.format, "text, markdown, html or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "markdown", "html", "json"}));
  app.add_option("--out", options.out, "write it to a file");
}

}  // namespace

Result<Report> package_from_project(const ProjectInit& options) {
  const auto project = sources::read_project(options.project, options.choice);
  if (!project) return source_failure(project.error());
  const auto manifest = manifest_of(options, *project);
  if (!manifest) return std::unexpected(manifest.error());
  if (auto made = make_folder(options.out, true); !made) return std::unexpected(made.error());
  for (const auto& file : project->files) {
    const auto path = std::filesystem::path(options.out) / file.path;
    if (auto made = make_folder(path.parent_path()); !made) return std::unexpected(made.error());
    if (auto written = write_file(path, text_of(file.bytes)); !written) return std::unexpected(written.error());
  }
  const auto path = std::filesystem::path(options.out) / governance::kManifestPath;
  if (auto written = write_file(path, *manifest); !written) return std::unexpected(written.error());
  const auto package = read_package(options.out);
  if (!package) return std::unexpected(package.error());
  auto report = about(sources::Fetched{{sources::SourceKind::folder, options.out, {}, {}}, *package});
  json::array left_out;
  for (const auto& one : project->left_out) {
    report.text += "\nleft out: " + one + " (it needs Foundry's cheat codes)";
    left_out.emplace_back(one);
  }
  report.data["leftOut"] = std::move(left_out);
  report.data["tests"] = project->test_artifacts.size();
  return report;
}

void add_program_sources(CLI::App& program, Session& session) {
  add_command<FetchOptions>(program, session,
                            {"fetch", "fetch a package from its source, check it and give it to the own node",
                             "program fetch git+https://example.org/bond.git#4f2a0c1b9d3e5f60718293a4b5c6d7e8f9012345"},
                            declare_fetch, fetch);
  add_command<RebuildOptions>(program, session,
                              {"rebuild", "compile the package's sources and compare the artifacts",
                               "program rebuild bond --compiler node_modules/.bin/solcjs"},
                              declare_rebuild, rebuild);
  add_command<ReportOptions>(program, session,
                             {"report", "open a test report by its hash", "program report 0x… --format html"},
                             declare_report, report);
}

}  // namespace kaisho::cli
