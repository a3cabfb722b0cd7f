#include <kaisho/codec/json.hpp>

#include "methods/common.hpp"
#include "methods/groups.hpp"

// What this node knows of the other members' nodes; packages in and out, in pieces.
namespace kaisho::api {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes of an archive in one call

RpcResult checkpoints(const services::PeerService& peers) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& [checkpoint, note, signers] : peers.checkpoints()) {
    writer.begin_object().key("size").quantity(checkpoint.size).key("root").data(checkpoint.root);
    writer.key("signers").begin_array();
    for (const auto& key : signers) writer.text(key.name);
    writer.end_array().key("note").text(note.to_text()).end_object();
  }
  return writer.end_array().take();
}

RpcResult forks(const services::PeerService& peers) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& fork : peers.forks()) {
    writer.begin_object().key("member").text(fork.member).key("size").quantity(fork.size);
    writer.key("ourRoot").data(fork.ours).key("theirRoot").data(fork.theirs).key("file").text(fork.file).end_object();
  }
  return writer.end_array().take();
}

RpcResult status(const services::PeerService& peers) {
  JsonWriter writer;
  writer.begin_object().key("address").text(peers.address());
  writer.key("certificateWarning").text(peers.certificate_warning());
  writer.key("forks").quantity(std::uint64_t{peers.forks().size()}).key("peers").begin_array();
  for (const auto& peer : peers.peers()) {
    writer.begin_object().key("name").text(peer.name).key("url").text(peer.url);
    writer.key("reachable").boolean(peer.reachable).key("answeredAt").quantity(peer.answered);
    writer.key("failures").quantity(std::uint64_t{peer.failures}).key("problem").text(peer.problem);
    writer.key("certificateWarning").text(peer.certificate_warning);
    writer.key("cosigned").quantity(peer.cosigned);
    writer.key("packagesRefused").quantity(std::uint64_t{peer.packages_refused}).end_object();
  }
  return writer.end_array().end_object().take();
}

RpcResult packages(const services::PeerService& peers) {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& package : peers.packages()) {
    writer.begin_object().key("packageHash").data(package.hash).key("here").boolean(package.here);
    writer.key("size").quantity(package.size).end_object();
  }
  return writer.end_array().take();
}

/// (hash, offset, bytes): the answer says where to go on.
RpcResult put_package(const services::PeerService& peers, const Call& call) {
  Args args(call.params);
  args.expect_at_most(3);
  const auto hash = args.hash(0);
  const auto offset = args.number(1);
  const auto bytes = args.data(2);
  if (!args.ok()) return args.error();
  const auto arrival = peers.put_package(hash, offset, bytes);
  if (!arrival) return failed(arrival.error());
  JsonWriter writer;
  writer.begin_object().key("offset").quantity(arrival->offset);
  if (arrival->total) writer.key("total").quantity(*arrival->total);
  return writer.key("complete").boolean(arrival->complete).end_object().take();
}

/// (hash, offset): the next bytes, and the size of the whole.
RpcResult get_package(const services::PeerService& peers, const Call& call) {
  Args args(call.params);
  args.expect_at_most(2);
  const auto hash = args.hash(0);
  const auto offset = args.number(1);
  if (!args.ok()) return args.error();
  const auto piece = peers.read_package(hash, offset, kPiece);
  if (!piece) return failed(piece.error());
  JsonWriter writer;
  writer.begin_object().key("total").quantity(piece->total).key("data").data(ByteView(piece->bytes));
  return writer.end_object().take();
}

}  // namespace

void add_kaisho_peers(MethodTable& table, services::PeerService& peers) {
  table.add("kaisho_checkpoints", kPublic, Cost::cheap, [&peers](const Call&) { return checkpoints(peers); });
  table.add("kaisho_forks", kPublic, Cost::cheap, [&peers](const Call&) { return forks(peers); });
  table.add("kaisho_peers", kPublic, Cost::cheap, [&peers](const Call&) { return status(peers); });
  table.add("kaisho_packages", kPublic, Cost::cheap, [&peers](const Call&) { return packages(peers); });
  table.add("kaisho_putPackage", kPublic, Cost::heavy, [&peers](const Call& call) { return put_package(peers, call); });
  table.add("kaisho_getPackage", kPublic, Cost::heavy, [&peers](const Call& call) { return get_package(peers, call); });
}

}  // namespace kaisho::api
