#include <filesystem>
#include <fstream>
#include <iostream>
#include <kaisho/evidence/verify.hpp>

#include "sample_chain.hpp"

/// Writes valid and forged packs into a folder, and beside each what the first verifier says of it: the second verifier
/// must say the same. Each forger below changes one thing and leaves everything else as an honest builder made it.
namespace {

using namespace kaisho;
using namespace kaisho::evidence;
using namespace kaisho::evidence::testing;

using Forger = void (*)(Pack&);

constexpr std::pair<const char*, Forger> kForgers[] = {
    {"transaction byte", [](Pack& p) { p.transactions[0].transaction.back() ^= 1; }},
    {"receipt byte", [](Pack& p) { p.transactions[0].receipt[3] ^= 1; }},
    {"transaction index", [](Pack& p) { p.transactions[0].index = 0; }},
    {"transaction path", [](Pack& p) { p.transactions[0].transaction_path[0].bytes[0] ^= 1; }},
    {"receipt path missing", [](Pack& p) { p.transactions[0].receipt_path.clear(); }},
    {"block of the transaction", [](Pack& p) { p.transactions[0].block = 3; }},
    {"header byte", [](Pack& p) { p.blocks[1].header[40] ^= 1; }},
    {"header path", [](Pack& p) { p.blocks[1].path.back().bytes[5] ^= 1; }},
    {"block twice", [](Pack& p) { p.blocks.push_back(p.blocks[1]); }},
    {"block missing", [](Pack& p) { p.blocks.erase(p.blocks.begin() + 1); }},
    {"value", [](Pack& p) { p.records[0].value->back() ^= 1; }},
    {"present called absent", [](Pack& p) { p.records[0].value = std::nullopt; }},
    {"absent called present", [](Pack& p) { p.records[1].value = Bytes(32, 7); }},
    {"slot", [](Pack& p) { p.records[0].slot->bytes[31] ^= 1; }},
    {"address", [](Pack& p) { p.records[0].address.bytes[19] ^= 1; }},
    {"account called slot", [](Pack& p) { p.records[3].slot = Word{}; }},
    {"slot called account", [](Pack& p) { p.records[0].slot = std::nullopt; }},
    {"state proof empty", [](Pack& p) { p.records[0].proof.clear(); }},
    {"state proof byte", [](Pack& p) { p.records[0].proof[p.records[0].proof.size() / 2] ^= 1; }},
    {"absence proof of another key", [](Pack& p) { p.records[1].proof = p.records[4].proof; }},
    {"record of another height", [](Pack& p) { p.records[0].block = 3; }},
    {"genesis", [](Pack& p) { p.genesis_header[60] ^= 1; }},
    {"genesis path", [](Pack& p) { p.genesis_path.pop_back(); }},
    {"chain", [](Pack& p) { p.chain_id = 1; }},
    {"signer missing", [](Pack& p) { p.signers.pop_back(); }},
    {"signer added", [](Pack& p) { p.signers.push_back(verifier("auditor", 8)); }},
    {"signer's key", [](Pack& p) { p.signers[0] = verifier("bank", 9); }},
    {"no signers", [](Pack& p) { p.signers.clear(); }},
    {"checkpoint byte", [](Pack& p) { p.checkpoint[30] ^= 1; }},
    {"checkpoint replaced by an older one", [](Pack& p) { p.checkpoint = p.older_checkpoints[0].note; }},
    {"older checkpoint byte", [](Pack& p) { p.older_checkpoints[0].note[30] ^= 1; }},
    {"consistency", [](Pack& p) { p.older_checkpoints[0].consistency[0].bytes[0] ^= 1; }},
    {"consistency missing", [](Pack& p) { p.older_checkpoints[0].consistency.clear(); }},
    {"no claims", [](Pack& p) { p.claims.clear(); }},
    {"claim missing", [](Pack& p) { p.claims.pop_back(); }},
    {"claim twice", [](Pack& p) { p.claims.push_back(p.claims.back()); }},
    {"claim in other words", [](Pack& p) { p.claims[3].text += "!"; }},
    {"claim with another number", [](Pack& p) { p.claims[3].members[0].second = "5"; }},
    {"revision", [](Pack& p) { p.revision = "kaisho_2"; }},
};

void write(const std::filesystem::path& folder, int number, const std::string& pack) {
  const auto name = (number < 10 ? "0" : "") + std::to_string(number);
  std::ofstream(folder / (name + ".json"), std::ios::binary) << pack;
  std::ofstream(folder / (name + ".exit")) << verify_for_people(pack, {}).exit_code;
}

/// Without older checkpoints, and with only what one block holds: the smallest useful pack.
std::string small_pack(const SampleChain& chain) {
  auto request = chain.full_request();
  request.older_checkpoints.clear();
  request.blocks.clear();
  request.transactions.resize(1);
  request.records.clear();
  return build(request, chain.source()).value();
}

/// One signer, a checkpoint over genesis alone: a tree with one leaf.
std::string genesis_pack(const SampleChain& chain) {
  const auto bank = organization_key(1);
  Request request;
  request.checkpoint = sign_checkpoint(chain.checkpoint(1), {{"bank", bank}});
  request.signers = {verifier("bank", 1)};
  request.records = {{0, address(0x40), std::nullopt, std::nullopt}, {0, address(0x99), word(1), std::nullopt}};
  return build(request, chain.source()).value();
}

/// Every record of the sample state and every gap beside it, at every height: proofs of all shapes.
std::string wide_pack(const SampleChain& chain) {
  auto request = chain.full_request();
  for (Height height = 0; height <= kLastBlock; ++height) {
    for (std::uint64_t slot = 0; slot < 12; ++slot) request.records.push_back({height, address(0x40), word(slot), {}});
  }
  return build(request, chain.source()).value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: make_packs FOLDER\n", 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  const SampleChain chain;
  int number = 0;
  for (const auto& pack : {chain.full_pack(), small_pack(chain), genesis_pack(chain), wide_pack(chain)}) {
    if (verify_for_people(pack, {}).exit_code != 0) return std::cerr << "a valid pack is refused\n", 1;
    write(folder, number++, pack);
  }
  for (const auto& [what, forge] : kForgers) {
    auto pack = read_pack(chain.full_pack()).value();
    forge(pack);
    if (verify_for_people(write_pack(pack), {}).exit_code == 0)
      return std::cerr << "a forged pack passes: " << what << "\n", 1;
    write(folder, number++, write_pack(pack));
  }
  return 0;
}
