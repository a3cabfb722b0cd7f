#include <kaisho/base/hex.hpp>

#include "kaisho/governance/program_test.hpp"

namespace kaisho::governance {
namespace {

std::string result_of(const TestReport& report) { return report.success ? "Success" : "Error"; }

std::string outcome_of(const TestResult& one) {
  return std::string(describe(one.outcome)) + (one.reason.empty() ? "" : ": " + one.reason);
}

/// Text of a program in a page: nothing of it is markup.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '&')
      safe += "&amp;";
    else if (c == '<')
      safe += "&lt;";
    else if (c == '>')
      safe += "&gt;";
    else if (c == '"')
      safe += "&quot;";
    else
      safe += c;
  }
  return safe;
}

/// Markdown's own characters lose their meaning, so that a reason cannot make links or tables.
std::string plain(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]()<>#+-.!|&~").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

}  // namespace

std::string to_text(const TestReport& report) {
  std::string text = "Tests of " + report.token_id + " " + report.version + ": " + result_of(report) + "\n";
  text += "package " + to_hex(report.package_hash) + "\nreport  " + to_hex(report.hash()) + "\n\n";
  for (const auto& one : report.results) {
    text += one.artifact + "  " + one.test + "  " + outcome_of(one) + "  (" + std::to_string(one.gas) + " gas)\n";
  }
  return text;
}

std::string to_markdown(const TestReport& report) {
  std::string text =
      "# Tests of " + plain(report.token_id) + " " + plain(report.version) + ": " + result_of(report) + "\n\n";
  text += "Package `" + to_hex(report.package_hash) + "`  \nReport `" + to_hex(report.hash()) + "`\n\n";
  text += "| artifact | test | outcome | gas |\n| --- | --- | --- | ---: |\n";
  for (const auto& one : report.results) {
    text += "| " + plain(one.artifact) + " | " + plain(one.test) + " | " + plain(outcome_of(one)) + " | " +
            std::to_string(one.gas) + " |\n";
  }
  return text;
}

std::string to_html(const TestReport& report) {
  const auto title = "Tests of " + report.token_id + " " + report.version + ": " + result_of(report);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n<title>" +
      escaped(title) +
      "</title>\n<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
      "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;"
      "border-bottom:1px solid #ddd;overflow-wrap:anywhere}code{overflow-wrap:anywhere}"
      "@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}</style>\n</head>\n<body>\n<h1>" +
      escaped(title) + "</h1>\n<p>Package <code>" + to_hex(report.package_hash) + "</code></p>\n<p>Report <code>" +
      to_hex(report.hash()) +
      "</code></p>\n<table>\n<tr><th>test</th><th>outcome</th><th>gas</th><th>artifact</th></tr>\n";
  for (const auto& one : report.results) {
    html += "<tr><td>" + escaped(one.test) + "</td><td>" + escaped(outcome_of(one)) + "</td><td>" +
            std::to_string(one.gas) + "</td><td>" + escaped(one.artifact) + "</td></tr>\n";
  }
  return html + "</table>\n</body>\n</html>\n";
}

}  // namespace kaisho::governance
