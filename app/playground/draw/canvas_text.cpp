#include <imgui.h>

#include <cmath>

#include "app/playground/draw/canvas.h"
#include "app/playground/draw/canvas_record.h"
#include "app/playground/draw/fonts.h"
#include "app/playground/draw/pixel_colour.h"

namespace sharedfate {
namespace {

constexpr float shrink_min = 0.7F;
constexpr std::string_view ellipsis = "…";

float width_of(const ImFont* font, float size, std::string_view text) {
  if (text.empty()) return 0;
  return const_cast<ImFont*>(font)
      ->CalcTextSizeA(size, 1e9F, 0, text.data(), text.data() + text.size())
      .x;
}

/// Where the last UTF-8 character before `end` begins.
std::size_t previous_character(std::string_view text, std::size_t end) {
  while (end > 0 && (static_cast<unsigned char>(text[end - 1]) & 0xC0U) == 0x80U) --end;
  return end > 0 ? end - 1 : 0;
}

/// `text`, or the longest beginning that fits into `width` with an ellipsis after it.
std::string cut_to(const ImFont* font, float size, std::string_view text, float width) {
  if (width_of(font, size, text) <= width) return std::string(text);
  const float room = width - width_of(font, size, ellipsis);
  if (room < 0) return {};
  const char* rest = nullptr;
  const_cast<ImFont*>(font)->CalcTextSizeA(size, room, 0, text.data(), text.data() + text.size(),
                                           &rest);
  std::size_t length = rest == nullptr ? 0 : static_cast<std::size_t>(rest - text.data());
  while (length > 0 && width_of(font, size, text.substr(0, length)) > room)
    length = previous_character(text, length);
  while (length > 0 && text[length - 1] == ' ') --length;
  return std::string(text.substr(0, length)) + std::string(ellipsis);
}

/// Calls `line(text, rest)` for each line of words wrapped to `width`, until it returns false. A
/// wider word gets a line of its own.
template <typename Line>
void break_lines(const ImFont* font, float size, std::string_view text, float width, Line&& line) {
  while (true) {
    std::size_t end = 0;  // end of the words in this line
    while (end < text.size() && text[end] != '\n') {
      const std::size_t word_from = text.find_first_not_of(' ', end);
      if (word_from == std::string_view::npos) break;
      const std::size_t word_to = std::min(text.find_first_of(" \n", word_from), text.size());
      if (end > 0 && width_of(font, size, text.substr(0, word_to)) > width) break;
      end = word_to;
    }
    const bool goes_on = line(text.substr(0, end), text.substr(end));
    std::size_t next = text.find_first_not_of(' ', end);
    if (next != std::string_view::npos && text[next] == '\n') ++next;
    if (!goes_on || next == std::string_view::npos || next >= text.size()) return;
    text.remove_prefix(next);
  }
}

}  // namespace

TextRole Canvas::shown(TextRole role) const {
  if (!for_class_) return role;
  switch (role) {
    case TextRole::small:
    case TextRole::label:
      return TextRole::class_smaller;
    case TextRole::label_bold:
      return TextRole::heading;
    case TextRole::body:
      return TextRole::class_text;
    case TextRole::body_bold:
    case TextRole::heading:
      return TextRole::class_strong;
    case TextRole::lane_title:
      return TextRole::class_title;
    case TextRole::figure:
    case TextRole::figure_small:
      return TextRole::figure_large;
    case TextRole::figure_large:
      return TextRole::class_code;
    default:
      return role;
  }
}

float Canvas::line_height(TextRole role) const { return fonts_->line_height(shown(role)); }

float Canvas::text_width(TextRole role, std::string_view text) const {
  return std::ceil(width_of(fonts_->font(shown(role)), line_height(role), text));
}

Rect Canvas::text(Point top_left, TextRole role, Ink ink, std::string_view text) {
  const float height = line_height(role);
  if (!text.empty()) {
    fonts_->note_drawn(text);
    const Point at{std::floor(top_left.x), std::floor(top_left.y)};
    if (record_ != nullptr) {
      record_->add_text({at.x, at.y, text_width(role, text), height}, role, ink, text, false,
                        *list_);
    }
    list_->AddText(fonts_->font(shown(role)), height, {at.x, at.y},
                   pixel_colour(ink.rgb, ink.alpha), text.data(), text.data() + text.size());
  }
  return {top_left.x, top_left.y, text_width(role, text), height};
}

Rect Canvas::text_in(const Rect& box, TextRole role, Ink ink, std::string_view text, Align align,
                     Overflow overflow) {
  ImFont* font = fonts_->font(shown(role));
  float size = line_height(role);
  float width = width_of(font, size, text);
  if (width > box.w && overflow == Overflow::shrink && width > 0) {
    size = std::max(size * shrink_min, std::floor(size * box.w / width));
    width = width_of(font, size, text);
  }
  const bool wanted = !text.empty();
  std::string cut;
  if (width > box.w + 0.5F) {
    cut = cut_to(role, size, text, box.w);
    text = cut;
    width = width_of(font, size, text);
  }
  const float free = std::max(0.0F, box.w - width);
  const float x = box.x + (align == Align::left ? 0 : align == Align::centre ? free / 2 : free);
  const float y = box.y + (box.h - size) / 2;
  if (record_ != nullptr && wanted) {
    record_->add_text({std::floor(x), std::round(y), width, size}, role, ink, text,
                      size < line_height(role), *list_);
  }
  if (!text.empty()) {
    fonts_->note_drawn(text);
    list_->AddText(font, size, {std::floor(x), std::round(y)}, pixel_colour(ink.rgb, ink.alpha),
                   text.data(), text.data() + text.size());
  }
  return {x, y, width, size};
}

TextRole Canvas::role_that_fits(std::initializer_list<TextRole> roles, std::string_view text,
                                float width) const {
  for (const TextRole role : roles)
    if (text_width(role, text) <= width) return role;
  return *(roles.end() - 1);
}

float Canvas::text_wrapped(const Rect& box, TextRole role, Ink ink, std::string_view text) {
  const float height = line_height(role);
  float y = box.y;
  break_lines(fonts_->font(shown(role)), height, text, box.w,
              [&](std::string_view line, std::string_view rest) {
                if (y + height > box.bottom() + 0.5F) {
                  if (record_ != nullptr)
                    record_->add_left_out({box.x, y}, role, ink, line, *list_);
                  return false;
                }
                const bool last = y + 2 * height > box.bottom() + 0.5F;
                const bool more = rest.find_first_not_of(" \n") != std::string_view::npos;
                const std::string shown =
                    last && more ? fitted(role, std::string(line) + std::string(rest), box.w)
                                 : fitted(role, line, box.w);
                this->text({box.x, y}, role, ink, shown);
                y += height;
                return !last;
              });
  return y - box.y;
}

float Canvas::wrapped_height(float width, TextRole role, std::string_view text) const {
  const float height = line_height(role);
  float used = 0;
  break_lines(fonts_->font(shown(role)), height, text, width,
              [&](std::string_view, std::string_view) {
                used += height;
                return true;
              });
  return used;
}

std::string Canvas::fitted(TextRole role, std::string_view text, float width) const {
  return cut_to(role, line_height(role), text, width);
}

std::string Canvas::cut_to(TextRole role, float size, std::string_view text, float width) const {
  std::string cut = sharedfate::cut_to(fonts_->font(shown(role)), size, text, width);
  if (record_ != nullptr) record_->note_cut(text, cut);
  return cut;
}

float Canvas::key_cap_height(TextRole role) const { return std::round(line_height(role) * 1.235F); }

float Canvas::key_cap_width(std::string_view key, TextRole role) const {
  return std::max(key_cap_height(role),
                  text_width(role, key) + std::round(line_height(role) * 0.58F));
}

Rect Canvas::key_cap(Point left_middle, std::string_view key, Ink ink, TextRole role) {
  const Rect cap{std::floor(left_middle.x), std::round(left_middle.y - key_cap_height(role) / 2),
                 key_cap_width(key, role), key_cap_height(role)};
  if (record_ != nullptr) record_->add(CanvasMark::Kind::key_cap, cap, ink, *list_).text = key;
  outline(cap, ink, std::max(1.0F, std::round(scale_ * 1.2F)), 4 * scale_);
  text_in(cap, role, ink, key, Align::centre);
  return cap;
}

}  // namespace sharedfate
