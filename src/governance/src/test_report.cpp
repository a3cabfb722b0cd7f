#include <boost/json.hpp>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/program_test.hpp"

namespace kaisho::governance {

namespace bj = boost::json;

std::string_view describe(TestOutcome outcome) {
  switch (outcome) {
    case TestOutcome::passed:
      return "passed";
    case TestOutcome::failed:
      return "failed";
    case TestOutcome::out_of_gas:
      return "out of gas";
    case TestOutcome::halted:
      return "halted";
    case TestOutcome::limit:
      return "limit";
    case TestOutcome::setup_failed:
      return "setup failed";
  }
  return "unknown";
}

std::string TestReport::to_json() const {
  const auto text = [](std::string_view view) { return bj::string_view(view.data(), view.size()); };
  bj::array tests;
  for (const auto& one : results) {
    tests.push_back({{"artifact", text(one.artifact)},
                     {"test", text(one.test)},
                     {"outcome", text(describe(one.outcome))},
                     {"gas", one.gas},
                     {"reason", text(one.reason)}});
  }
  const bj::value report = {{"format", "kaisho-test-report/1"},
                            {"rules", "kaisho_1"},
                            {"package", to_hex(package_hash)},
                            {"token", text(token_id)},
                            {"version", text(version)},
                            {"success", success},
                            {"tests", tests}};
  return codec::json::canonical_text(report);
}

Hash TestReport::hash() const { return crypto::sha256(view_of(to_json())); }

}  // namespace kaisho::governance
