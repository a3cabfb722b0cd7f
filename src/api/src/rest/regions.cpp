#include <kaisho/governance/calls.hpp>

#include "rest/writing.hpp"

// Which organization serves users of which country or region (G3).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

Schema region_schema() { return text("ISO 3166: \"JP\", or \"JP-13\"", 6, 2); }

Outcome find(const Input& input, const services::GovernanceRecords& records) {
  const auto& region = input.text("region");
  const auto vorg = governance::vorg_for(records.slots(), region);
  if (vorg == 0) return no_such("organization for", region);
  return Reply{200, json::object{{"region", region}, {"vorg", records.name_of(vorg)}}};
}

Outcome assign(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  return write(with, input, governance::calls::set_region(text_in(body, "region"), text_in(body, "vorg")));
}

}  // namespace

void add_regions(EndpointTable& table, const Dependencies& with) {
  table.component("Region", object("", {{"region", region_schema()}, {"vorg", text("That serves it", 64)}}));
  table.add({.method = Method::get,
             .path = "/v1/regions/{region}",
             .id = "getRegion",
             .tag = "members",
             .summary = "The organization that serves a region, else its country, else the consortium's owner (G3)",
             .access = {.users = Access::Users::any, .roles = kOperators},
             .parameters = {path_parameter("region", region_schema())},
             .answer = ref("Region"),
             .problems = {"no-such-record"},
             .handler = reading(with, find)});
  table.add(write_row({.path = "/v1/regions",
                       .id = "setRegion",
                       .tag = "members",
                       .summary = "Assign a region to an organization, as the consortium's owner (G3)",
                       .access = {.roles = kAdministrator, .four_eyes = true},
                       .body = object("", {{"region", region_schema()},
                                           optional("vorg", form(Form::id, "None: nobody is assigned any more"))}),
                       .handler = [with](const Input& input) { return assign(with, input); }}));
}

}  // namespace kaisho::api::rest
