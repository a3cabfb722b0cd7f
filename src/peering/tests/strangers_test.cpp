#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "service_samples.hpp"

// Who is no member and has as many keys as it wants.
namespace kaisho::peering {
namespace {

using namespace testing;
namespace asio = boost::asio;

asio::ssl::context fresh_key(const std::filesystem::path& folder, std::uint8_t number) {
  Registry elsewhere;
  const MemberNode stranger("stranger-" + std::to_string(number), number, elsewhere, folder);
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.use_certificate_chain_file((stranger.folder / "tls.crt").string());
  context.use_private_key_file((stranger.folder / "tls.key").string(), asio::ssl::context::pem);
  return context;
}

/// A connection with a key of its own, which says nothing after the handshake.
class Silent {
 public:
  Silent(const Member& member, const std::filesystem::path& folder, std::uint8_t number)
      : context_(fresh_key(folder, number)) {
    const auto colon = member.url.rfind(':');
    const auto host = member.url.substr(member.url.find("//") + 2, colon - member.url.find("//") - 2);
    asio::ip::tcp::resolver resolver(io_);
    asio::connect(stream_.next_layer(), resolver.resolve(host, member.url.substr(colon + 1)));
    stream_.handshake(asio::ssl::stream_base::client);
  }

 private:
  asio::io_context io_;
  asio::ssl::context context_;
  asio::ssl::stream<asio::ip::tcp::socket> stream_{io_, context_};  // takes the key from the context now
};

TEST(Strangers, leave_room_for_members_whatever_keys_they_have) {
  Folder folder;
  Registry registry;
  MemberNode bank("bank", 1, registry, folder.path());
  MemberNode broker("broker", 2, registry, folder.path());
  bank.serve({.connections = 4, .connections_of_a_member = 2, .write_time = std::chrono::milliseconds(100)});
  std::vector<std::unique_ptr<Silent>> silent;
  for (std::uint8_t number = 11; number < 15; ++number) {
    silent.push_back(std::make_unique<Silent>(registry.get("bank"), folder.path() / "elsewhere", number));
  }
  EXPECT_TRUE(eventually([&] {
    PeerClient client(*broker.identity, broker.clock);
    return client.get(registry.get("bank"), "/v1/checkpoint").has_value();
  }));
}

TEST(Strangers, are_not_waited_for) {
  Folder folder;
  Registry registry;
  MemberNode bank("bank", 1, registry, folder.path());
  MemberNode broker("broker", 2, registry, folder.path());
  bank.serve(
      {.connections = 1, .header_time = std::chrono::milliseconds(100), .write_time = std::chrono::milliseconds(100)});
  const Silent silent(registry.get("bank"), folder.path() / "elsewhere", 11);
  EXPECT_TRUE(eventually([&] {
    PeerClient client(*broker.identity, broker.clock);
    return client.get(registry.get("bank"), "/v1/checkpoint").has_value();
  })) << "the only connection is the stranger's for as long as a member may be silent";
}

}  // namespace
}  // namespace kaisho::peering
