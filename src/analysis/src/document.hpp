#pragma once

#include "phrases.hpp"

/// The page before it is written as text or as HTML.
namespace kaisho::analysis {

struct Item {
  unsigned severity = 0;  ///< of a finding, 0 for what is none
  std::string text;
  std::vector<std::string> details;  ///< beneath it
  std::string code;                  ///< a function's signature, in front of the text
};

struct Section {
  std::string heading;
  std::vector<std::pair<std::string, std::string>> rows;
  std::vector<Item> items;
  std::vector<std::string> paragraphs;
};

struct Document {
  std::string title, subtitle, footer;
  std::vector<Section> sections;
};

[[nodiscard]] Document document_of(const Explanation& explanation, Language language);
[[nodiscard]] std::string to_text(const Document& document, Language language);
[[nodiscard]] std::string to_html(const Document& document, Language language);
[[nodiscard]] std::string sentence(const Party& party, Language language);

}  // namespace kaisho::analysis
