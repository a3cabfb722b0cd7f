#include "kaisho/crypto/error.hpp"

namespace kaisho::crypto {

std::string_view describe(Error error) {
  switch (error) {
    case Error::wrong_size:
      return "the bytes do not have the size of their format";
    case Error::scalar_out_of_range:
      return "a number of the key or the signature is 0 or not below the group's order";
    case Error::bad_recovery_byte:
      return "the recovery byte v is none of 0, 1, 27, 28";
    case Error::not_recoverable:
      return "no public key can have made this signature";
  }
  return "unknown error";
}

}  // namespace kaisho::crypto
