#include "kaisho/codec/abi.hpp"
#include "kaisho/codec/eip712.hpp"
#include "kaisho/codec/json.hpp"
#include "kaisho/codec/rlp.hpp"

/// What each code means, for people. One file, so that the words stay alike.
namespace kaisho::codec {

std::string_view rlp::describe(Error error) {
  switch (error) {
    case Error::too_short:
      return "the input ends inside an item";
    case Error::non_canonical_length:
      return "a length is not written in its shortest form";
    case Error::non_canonical_byte:
      return "a single byte below 0x80 has a header";
    case Error::trailing_bytes:
      return "bytes follow the item";
    case Error::too_deep:
      return "lists are nested too deep";
    case Error::expected_string:
      return "a list stands where a string belongs";
    case Error::expected_list:
      return "a string stands where a list belongs";
    case Error::leading_zero:
      return "a number has leading zeros";
    case Error::number_too_big:
      return "a number does not fit its field";
    case Error::wrong_size:
      return "a value does not have the size of its field";
    case Error::too_few_items:
      return "the list has too few items";
    case Error::too_many_items:
      return "the list has too many items";
  }
  return "unknown error";
}

std::string_view abi::describe(Error error) {
  switch (error) {
    case Error::bad_type:
      return "the text names no type of the contract ABI";
    case Error::wrong_value:
      return "a value is of another kind than its type";
    case Error::out_of_range:
      return "a value does not fit its type";
    case Error::wrong_count:
      return "there are more or fewer values than types";
    case Error::too_short:
      return "the input ends inside a value";
    case Error::offset_out_of_range:
      return "an offset or a length leaves the input";
    case Error::dirty_padding:
      return "padding is not zero";
    case Error::bad_bool:
      return "a bool is neither 0 nor 1";
    case Error::too_big:
      return "parts overlap so that the values outgrow the input";
    case Error::not_canonical:
      return "the layout is not the canonical one";
    case Error::wrong_selector:
      return "the call data is for another function";
  }
  return "unknown error";
}

std::string_view eip712::describe(Error error) {
  switch (error) {
    case Error::bad_json:
      return "the document is no strict JSON, or a part has the wrong JSON type";
    case Error::bad_type:
      return "a type of the typed data is malformed";
    case Error::unknown_type:
      return "a struct type is not defined";
    case Error::missing_field:
      return "the message lacks a field of its type";
    case Error::unknown_field:
      return "the message has a field that its type does not name, so it would not be signed";
    case Error::bad_value:
      return "a value does not fit its type";
    case Error::too_deep:
      return "structs or arrays are nested too deep";
  }
  return "unknown error";
}

std::string_view json::describe(Error error) {
  switch (error) {
    case Error::too_big:
      return "the JSON text is too big";
    case Error::too_deep:
      return "the JSON text is nested too deep";
    case Error::malformed:
      return "the text is no JSON in UTF-8";
    case Error::trailing_bytes:
      return "something follows the JSON value";
    case Error::duplicate_key:
      return "an object has a key twice";
    case Error::bad_text:
      return "a string has half of a surrogate pair";
    case Error::bad_number:
      return "a number is out of range";
  }
  return "unknown error";
}

}  // namespace kaisho::codec
