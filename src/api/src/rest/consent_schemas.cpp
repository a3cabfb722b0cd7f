#include "rest/consent_schemas.hpp"

namespace kaisho::api::rest {
using namespace schema;

namespace {

Schema with_signature(Schema draft, bool is_signed) {
  if (!is_signed) return draft;
  draft.at("properties").as_object()["signature"] = form(Form::bytes, "The user's, over the typed data", 8'192);
  draft.at("required").as_array().emplace_back("signature");
  return draft;
}

}  // namespace

Schema entrust_schema(bool is_signed) {
  return with_signature(object("Consent to entrust an organization (G3)",
                               {{"userId", form(Form::id, "Unique in the consortium")},
                                {"account", form(Form::address, "The user's own key")},
                                {"vorg", form(Form::id, "The organization that is entrusted")},
                                {"profileHash", form(Form::hash, "Salted hash of the profile")},
                                {"terms", ref("Terms")}}),
                        is_signed);
}

Schema issue_schema(bool is_signed) {
  return with_signature(object("Consent to issue a token (G4)",
                               {{"userId", form(Form::id, "")},
                                {"tokenId", form(Form::id, "")},
                                {"packageHash", form(Form::hash, "Of the program")},
                                {"constructorArguments", form(Form::bytes, "ABI-encoded; 0x for none", kArgumentsText)},
                                {"vorg", form(Form::id, "The organization that the user entrusts")},
                                {"terms", ref("Terms")}}),
                        is_signed);
}

Schema distribute_schema(bool is_signed) {
  return with_signature(object("Consent to hold and trade a token (G5)",
                               {{"userId", form(Form::id, "")},
                                {"tokenId", form(Form::id, "")},
                                {"packageHash", form(Form::hash, "Of the running program")},
                                {"vorg", form(Form::id, "The organization that the user entrusts")},
                                {"terms", ref("Terms")}}),
                        is_signed);
}

Schema upgrade_schema(bool is_signed) {
  return with_signature(
      object("Consent to replace the running program by another version (G7)",
             {{"userId", form(Form::id, "")},
              {"tokenId", form(Form::id, "")},
              {"packageHash", form(Form::hash, "Of the new version")},
              {"arguments",
               form(Form::bytes, "Of its constructor, or the call behind a proxy; 0x for none", kArgumentsText)},
              {"vorg", form(Form::id, "The organization that the user entrusts")},
              {"terms", ref("Terms")}}),
      is_signed);
}

Schema change_schema(bool is_signed) {
  return with_signature(object("Consent to pause, resume or retire a running token (G7)",
                               {{"userId", form(Form::id, "")},
                                {"tokenId", form(Form::id, "")},
                                {"action", one_of("", {"pause", "resume", "retire"})},
                                {"vorg", form(Form::id, "The organization that the user entrusts")},
                                {"terms", ref("Terms")}}),
                        is_signed);
}

Schema entrust_anew_schema(bool is_signed) {
  return with_signature(
      object("Consent to entrust anew, in place of the one in force (G3)",
             {{"userId", form(Form::id, "")},
              {"vorg", form(Form::id, "The organization that takes over, or the same")},
              optional("profileHash", form(Form::hash, "Of another profile; the one on record stays")),
              {"terms", ref("Terms")}}),
      is_signed);
}

Schema end_of_entrustment_schema(bool is_signed) {
  return with_signature(object("Withdrawal of the consent to entrust (G12)",
                               {{"userId", form(Form::id, "")}, {"language", one_of("Of the text", {"en", "ja"})}}),
                        is_signed);
}

}  // namespace kaisho::api::rest
