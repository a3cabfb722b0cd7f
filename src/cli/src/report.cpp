#include "report.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <ostream>

namespace kaisho::cli {
namespace {

int fail_with(const Failure& failure, bool json, std::ostream& out, std::ostream& err) {
  err << "kaisho: " << failure.text << " [" << failure.code << "]\n";
  if (!failure.next.empty()) err << "  next: " << failure.next << "\n";
  if (json) {
    const boost::json::object problem{
        {"type", "urn:kaisho:" + failure.code}, {"detail", failure.text}, {"next", failure.next}};
    out << boost::json::serialize(problem) << "\n";
  }
  return static_cast<int>(failure.exit);
}

}  // namespace

int conclude(const Result<Report>& result, bool json, std::ostream& out, std::ostream& err) {
  if (!result) return fail_with(result.error(), json, out, err);
  if (json) {
    out << boost::json::serialize(result->data) << "\n";
  } else if (!result->text.empty()) {
    out << result->text << "\n";
  }
  out.flush();
  return static_cast<int>(result->exit);
}

Table& Table::row(std::string name, std::string value) {
  rows_.emplace_back(std::move(name), std::move(value));
  return *this;
}

std::string Table::text() const {
  std::size_t width = 0;
  for (const auto& [name, value] : rows_) width = std::max(width, name.size());
  std::string text;
  for (const auto& [name, value] : rows_) {
    if (!text.empty()) text += '\n';
    text += name + std::string(width - name.size() + 2, ' ') + value;
  }
  return text;
}

}  // namespace kaisho::cli
