#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <kaisho/crypto/secret.hpp>
#include <kaisho/node/system.hpp>
#include <kaisho/peering/private_box.hpp>

#include "report.hpp"

namespace CLI {
class App;
}

/// The private records of the own node (G9). Works on the node's folder, whether the node runs or not: who may read
/// that folder and its key is the node's owner.
namespace kaisho::cli {

/// --config, --application, --user and --root of commands about one record.
struct RecordChoice {
  std::string config = "node.toml";
  std::uint64_t application = 0;
  std::string user;
  std::string root;  ///< where a subject has several records

  void declare_config(CLI::App& app);
  void declare_subject(CLI::App& app);
  /// Config, subject and root.
  void declare(CLI::App& app);

  /// Codes: bad_argument, bad_user_id.
  [[nodiscard]] Result<peering::PrivateSubject> subject() const;
};

/// Where node.toml says that the own box is, and the key that it names.
struct OwnPlace {
  std::string self, listen;
  std::filesystem::path folder;
  crypto::Secret<32> key;
};

/// Codes: no_private_records, and those of node.toml and key files.
[[nodiscard]] Result<OwnPlace> own_place(const std::string& config);

/// The box of the node whose node.toml was read.
struct OwnBox {
  std::string self, listen;
  node::SystemRandom random;  ///< before the box, which uses it
  std::unique_ptr<peering::PrivateBox> box;
};

/// Codes: private_records_unusable, and those of `own_place`.
[[nodiscard]] Result<std::unique_ptr<OwnBox>> open_box(const std::string& config);

/// Opens the own box, finds the one record that is meant and lets `work` go on with it. Codes besides those of `work`,
/// `open_box` and the subject: no_such_record, several_records, bad_hash.
[[nodiscard]] Result<Report> with_record(
    const RecordChoice& choice,
    const std::function<Result<Report>(peering::PrivateBox&, const peering::PrivateName&)>& work);

/// The box said no: private_records_unusable.
[[nodiscard]] std::unexpected<Failure> not_done(const std::string& why);

/// Where each party of a record stands. A delivery that waits counts more than an earlier receipt.
void add_deliveries(const peering::PrivateBox& box, const peering::PrivateName& name, Table& table,
                    boost::json::array& data);

}  // namespace kaisho::cli
