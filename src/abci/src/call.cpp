#include "kaisho/abci/call.hpp"

#include <array>
#include <cstddef>

namespace kaisho::abci {

std::string_view name_of(Call call) {
  static constexpr std::array<std::string_view, 16> kNames = {"echo",
                                                              "flush",
                                                              "info",
                                                              "init_chain",
                                                              "query",
                                                              "check_tx",
                                                              "commit",
                                                              "list_snapshots",
                                                              "offer_snapshot",
                                                              "load_snapshot_chunk",
                                                              "apply_snapshot_chunk",
                                                              "prepare_proposal",
                                                              "process_proposal",
                                                              "extend_vote",
                                                              "verify_vote_extension",
                                                              "finalize_block"};
  return kNames.at(static_cast<std::size_t>(call));
}

}  // namespace kaisho::abci
