#include <boost/json.hpp>
#include <kaisho/codec/json_value.hpp>

#include "document.hpp"

namespace kaisho::analysis {
namespace {

namespace bj = boost::json;

// One file, no script, nothing fetched. Marks are words and borders, so that a black and white print says the same.
constexpr std::string_view kStyle =
    "body{font:16px/1.6 system-ui,'Noto Sans JP','Hiragino Sans',sans-serif;max-width:46rem;margin:2rem auto;padding:0 "
    "1rem;"
    "color:#111}h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #999}"
    "p.sub{margin:.2rem 0 1rem;color:#444}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid #ddd}"
    "th{font-weight:600;width:34%}td{overflow-wrap:anywhere}ul{padding-left:1.2rem}li{margin:.4rem 0}"
    "code{font:.9em/1.4 ui-monospace,monospace;overflow-wrap:anywhere}"
    ".mark{display:inline-block;border:1px solid #111;padding:0 .4em;margin-right:.5em;font-size:.85em}"
    ".s3{border-left:4px solid #111;padding-left:.6rem}.s3 .mark{background:#111;color:#fff}"
    ".details{margin:0;color:#444;font-size:.95em}footer{margin-top:2rem;color:#444;font-size:.85em;overflow-wrap:"
    "anywhere}"
    "@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}li,tr{break-inside:avoid}"
    ".s3 .mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{margin:18mm}}";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string mark_of(unsigned severity, Language language) {
  return severity == 0 ? "" : say(language, "severity " + std::to_string(severity));
}

std::string item_html(const Item& item, Language language) {
  std::string html = "<li";
  if (item.severity == 3) html += " class=\"s3\"";
  html += ">";
  if (item.severity > 0) html += "<span class=\"mark\">" + escaped(mark_of(item.severity, language)) + "</span>";
  if (!item.code.empty()) html += "<code>" + escaped(item.code) + "</code> ";
  html += escaped(item.text);
  for (const auto& detail : item.details) html += "<p class=\"details\">" + escaped(detail) + "</p>";
  return html + "</li>\n";
}

std::string section_html(const Section& section, Language language) {
  std::string html = "<section>\n<h2>" + escaped(section.heading) + "</h2>\n";
  for (const auto& paragraph : section.paragraphs) html += "<p>" + escaped(paragraph) + "</p>\n";
  if (!section.items.empty()) {
    html += "<ul>\n";
    for (const auto& item : section.items) html += item_html(item, language);
    html += "</ul>\n";
  }
  if (!section.rows.empty()) {
    html += "<table>\n";
    for (const auto& [name, value] : section.rows) {
      html += "<tr><th scope=\"row\">" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>\n";
    }
    html += "</table>\n";
  }
  return html + "</section>\n";
}

std::string item_text(const Item& item, Language language) {
  std::string text = "  - ";
  if (item.severity > 0) text += "[" + mark_of(item.severity, language) + "] ";
  if (!item.code.empty()) text += item.code + "  ";
  text += item.text + "\n";
  for (const auto& detail : item.details) text += "      " + detail + "\n";
  return text;
}

}  // namespace

std::string to_html(const Document& document, Language language) {
  std::string html = "<!DOCTYPE html>\n<html lang=\"";
  html += language == Language::japanese ? "ja" : "en";
  html +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  html += escaped(document.title + " – " + document.subtitle) + "</title>\n<style>";
  html += kStyle;
  html += "</style>\n</head>\n<body>\n<h1>" + escaped(document.title) + "</h1>\n<p class=\"sub\">" +
          escaped(document.subtitle) + "</p>\n";
  for (const auto& section : document.sections) html += section_html(section, language);
  return html + "<footer>" + escaped(document.footer) + "</footer>\n</body>\n</html>\n";
}

std::string to_text(const Document& document, Language language) {
  std::string text = document.title + "\n" + document.subtitle + "\n";
  for (const auto& section : document.sections) {
    text += "\n" + section.heading + "\n";
    for (const auto& paragraph : section.paragraphs) text += "  " + paragraph + "\n";
    for (const auto& item : section.items) text += item_text(item, language);
    for (const auto& [name, value] : section.rows) text += "  " + name + ": " + value + "\n";
  }
  return text;
}

std::string Explanation::to_text(Language language) const {
  return analysis::to_text(document_of(*this, language), language);
}

std::string Explanation::to_html(Language language) const {
  return analysis::to_html(document_of(*this, language), language);
}

std::string Explanation::to_json(Language language) const {
  const auto document = document_of(*this, language);
  const auto sv = [](std::string_view text) { return bj::string_view(text.data(), text.size()); };
  bj::array sections;
  for (const auto& section : document.sections) {
    bj::array lines;
    for (const auto& paragraph : section.paragraphs) lines.emplace_back(sv(paragraph));
    for (const auto& item : section.items)
      lines.emplace_back(sv(item.code.empty() ? item.text : item.code + ": " + item.text));
    sections.push_back({{"heading", sv(section.heading)}, {"sentences", std::move(lines)}});
  }
  bj::array organizations;
  for (const auto& one : results) {
    organizations.push_back({{"organization", sv(one.organization)},
                             {"tested", one.success.has_value()},
                             {"success", one.success.value_or(false)},
                             {"rebuilt", sv(one.rebuilt.empty() ? "not tried" : one.rebuilt)}});
  }
  const auto parsed = codec::json::parse(facts.to_json(), {.max_size = std::size_t{64} << 20, .max_depth = 16});
  return codec::json::canonical_text({{"format", "kaisho-program-explanation/1"},
                                      {"language", language == Language::japanese ? "ja" : "en"},
                                      {"user", sv(user)},
                                      {"organization", sv(vorg)},
                                      {"results", std::move(organizations)},
                                      {"running", running ? bj::value(sv(running->version)) : bj::value()},
                                      {"facts", parsed ? *parsed : bj::value()},
                                      {"sections", std::move(sections)}});
}

}  // namespace kaisho::analysis
