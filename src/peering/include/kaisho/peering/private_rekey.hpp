#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kaisho/peering/private_box.hpp"

namespace kaisho::peering {

/// What a change of the sealing key did.
struct Rekeyed {
  std::size_t sealed = 0;            ///< records that were under the old key
  std::size_t before = 0;            ///< records that were under the new key already
  std::vector<std::string> damaged;  ///< files that open under neither; they are left as they are
};

/// Seals everything in the folder of a private box anew under another key (docs/formats/private-record.md). Each file
/// is replaced in one step. Killed at any moment, it goes on when it is called again with the same keys; until then no
/// box opens. Called again after its end, it changes nothing. Refused, with nothing changed, while a box is open, for
/// equal keys, for an old key that is not the folder's, and for a third key while a change to a second one is not
/// finished. Errors are sentences.
[[nodiscard]] PrivateBox::Result<Rekeyed> rekey_private_box(const std::filesystem::path& folder,
                                                            const crypto::aead::Key& old_key,
                                                            const crypto::aead::Key& new_key, SecureRandom& random);

}  // namespace kaisho::peering
