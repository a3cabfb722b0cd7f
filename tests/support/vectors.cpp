#include "support/vectors.hpp"

#include <zlib.h>

#include <array>
#include <boost/json/parse.hpp>
#include <memory>
#include <stdexcept>

namespace kaisho::test {
namespace {

[[noreturn]] void fail(const std::string& text) { throw std::runtime_error(text); }

struct CloseFile {
  void operator()(gzFile file) const { gzclose(file); }
};

std::string unzipped(const std::string& path) {
  const std::unique_ptr<std::remove_pointer_t<gzFile>, CloseFile> file(gzopen(path.c_str(), "rb"));
  if (file == nullptr) fail("no test vectors at " + path + ": run tools/setup");
  std::string text;
  std::array<char, 1 << 16> buffer{};
  int count = 0;
  while ((count = gzread(file.get(), buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (count < 0) fail("damaged test vectors at " + path + ": remove node_modules and run tools/setup");
  return text;
}

}  // namespace

boost::json::value parse_json(std::string_view text) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse({text.data(), text.size()}, error);
  if (error) fail("test vectors are no JSON: " + error.message());
  return value;
}

boost::json::value ethers_vectors(std::string_view name) {
  const std::string folder = KAISHO_SOURCE_DIR "/node_modules/@ethersproject/testcases/testcases/";
  return parse_json(unzipped(folder + std::string(name) + ".json.gz"));
}

std::string text_at(const boost::json::value& object, std::string_view key) {
  const auto* member = object.as_object().if_contains({key.data(), key.size()});
  if (member == nullptr || !member->is_string()) fail("a test vector lacks the text '" + std::string(key) + "'");
  return {member->get_string().data(), member->get_string().size()};
}

Bytes bytes_at(const boost::json::value& object, std::string_view key) { return bytes_of_hex(text_at(object, key)); }

Bytes bytes_of_hex(std::string_view text) {
  auto bytes = from_hex(text);
  if (!bytes) fail("not hexadecimal: " + std::string(text.substr(0, 40)));
  return *std::move(bytes);
}

}  // namespace kaisho::test
