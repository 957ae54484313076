#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/utf8.h"
#include "core/lesson/read/lesson_reader.h"
#include "core/lesson/read/markdown_reader.h"

// The contents of blocks: text, emphasis, links and pictures.
namespace sharedfate {
namespace {

struct EntityRow {
  std::string_view name, text;
};
constexpr std::array entities{
    EntityRow{"&amp;", "&"},        EntityRow{"&lt;", "<"},          EntityRow{"&gt;", ">"},
    EntityRow{"&quot;", "\""},      EntityRow{"&nbsp;", "\u00A0"},   EntityRow{"&ndash;", "\u2013"},
    EntityRow{"&mdash;", "\u2014"}, EntityRow{"&hellip;", "\u2026"},
};

/// The character that an entity stands for ("&amp;", "&#8211;", "&#x2013;"), as UTF-8. Nothing if
/// the name is unknown or a lesson may not contain the character.
std::optional<std::string> entity_text(std::string_view entity) {
  for (const EntityRow& row : entities) {
    if (row.name == entity) return std::string(row.text);
  }
  if (!entity.starts_with("&#") || !entity.ends_with(";") || entity.size() < 4) return std::nullopt;
  std::string_view digits = entity.substr(2, entity.size() - 3);
  const bool hexadecimal = digits.starts_with("x") || digits.starts_with("X");
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t c = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, c, hexadecimal ? 16 : 10);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (error != std::errc{} || rest != end || c > 0x10FFFF || surrogate) return std::nullopt;
  if (!is_harmless(c) || c == '\n') return std::nullopt;
  return encode_utf8(c);
}

/// The names that entity_text() knows, for error messages: "&amp; &lt; ...".
std::string known_entities() {
  std::string text;
  for (const EntityRow& row : entities) text.append(text.empty() ? "" : " ").append(row.name);
  return text;
}

/// Whether this is the plain name of a PNG file, without a folder.
bool is_picture_name(std::string_view name) {
  constexpr std::size_t name_max = 100;
  return name.size() <= name_max && name.size() > 4 && name.ends_with(".png") &&
         name.front() != '.' && name.find_first_of("/\\:%") == std::string_view::npos &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

void MarkdownReader::enter_link(const MD_SPAN_A_DETAIL& detail) {
  const std::string_view link = text_of(detail.href);
  note_place(link);
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  if (!web || link.size() > link_max) {
    wrong(fmt::format("a link begins with https:// or http:// and has at most {} bytes, not '{}'",
                      link_max, link.substr(0, 60)));
    return;
  }
  if (detail.title.size > 0)
    return wrong("a link has no title, only the words between its brackets");
  link_ = std::string(link);
}

void MarkdownReader::enter_picture(const MD_SPAN_IMG_DETAIL& detail) {
  const std::string_view name = text_of(detail.src);
  note_place(name);
  in_picture_ = true;
  if (!is_picture_name(name)) {
    return wrong(
        fmt::format("a picture is the name of a PNG file beside the lesson's file, for "
                    "example ![what it shows](family.png), not '{}'",
                    name.substr(0, 60)));
  }
  if (detail.title.size > 0) return wrong("a picture has no title; its words are between brackets");
  const bool alone = in_block_ && block_.kind == Block::Kind::paragraph && block_.runs.empty() &&
                     quotes_ == 0 && items_ == 0;
  if (!alone) return wrong("a picture stands in a paragraph of its own");
  block_.kind = Block::Kind::picture;
  block_.picture = std::string(name);
}

void MarkdownReader::enter_span(MD_SPANTYPE type, void* detail) {
  if (++spans_ > lesson_nesting_max && !too_deep_) {
    too_deep_ = true;
    wrong(fmt::format("emphasis and links nest more than {} deep", lesson_nesting_max));
  }
  if (type == MD_SPAN_STRONG) ++strong_;
  if (type == MD_SPAN_EM) ++emphasis_;
  if (type == MD_SPAN_CODE) ++code_;
  if (type == MD_SPAN_A) enter_link(*static_cast<MD_SPAN_A_DETAIL*>(detail));
  if (type == MD_SPAN_IMG) enter_picture(*static_cast<MD_SPAN_IMG_DETAIL*>(detail));
}

void MarkdownReader::leave_span(MD_SPANTYPE type) {
  --spans_;
  if (type == MD_SPAN_STRONG) --strong_;
  if (type == MD_SPAN_EM) --emphasis_;
  if (type == MD_SPAN_CODE) --code_;
  if (type == MD_SPAN_A) link_.clear();
  if (type == MD_SPAN_IMG) in_picture_ = false;
}

void MarkdownReader::text(MD_TEXTTYPE type, std::string_view text) {
  note_place(text);
  if (fence_ != nullptr) {
    for (const char c : text) {
      if (!fence_line_open_) fence_->text.lines.emplace_back();
      fence_line_open_ = c != '\n';
      if (c != '\n') fence_->text.lines.back() += c;
    }
    return;
  }
  if (type == MD_TEXT_HTML) {
    if (!in_html_ || !html_reported_) wrong("HTML; a lesson is Markdown alone");
    html_reported_ = in_html_;
    return;
  }
  if (in_table_) return;
  if (type == MD_TEXT_ENTITY) {
    const auto character = entity_text(text);
    if (!character) {
      return wrong(fmt::format("unknown character '{}'; write it itself, or one of {}", text,
                               known_entities()));
    }
    return add_words(*character);
  }
  const bool line_break = type == MD_TEXT_BR || type == MD_TEXT_SOFTBR;
  add_words(line_break ? std::string_view(" ") : text);
}

void MarkdownReader::add_words(std::string_view words) {
  if (words.empty() || (!in_block_ && !in_title_)) return;
  if (block_line_ == 0) block_line_ = line_;
  if (block_.kind == Block::Kind::picture && !in_picture_ && in_block_) {
    if (!is_blank(words)) wrong("a picture stands in a paragraph of its own");
    return;
  }
  TextRun run{std::string(words), strong_ > 0, emphasis_ > 0, code_ > 0, link_};
  auto& runs = block_.runs;
  const bool alike = !runs.empty() && runs.back().strong == run.strong &&
                     runs.back().emphasis == run.emphasis && runs.back().code == run.code &&
                     runs.back().link == run.link;
  if (alike) {
    runs.back().text += run.text;
  } else {
    runs.push_back(std::move(run));
  }
}

}  // namespace sharedfate
