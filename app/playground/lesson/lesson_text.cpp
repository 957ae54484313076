#include "app/playground/lesson/lesson_text.h"

#include <string_view>

namespace sharedfate {
namespace {

constexpr float block_gap = 10, bullet_indent = 20, picture_height_max = 260, error_height = 48;

/// The roles of one size.
struct Roles {
  TextRole text, strong, code, headline;
};

Roles roles_of(WordSize size) {
  switch (size) {
    case WordSize::whole_class:
      return {TextRole::class_text, TextRole::class_strong, TextRole::class_code,
              TextRole::class_headline};
    case WordSize::smaller:
      return {TextRole::class_smaller, TextRole::heading, TextRole::figure_large,
              TextRole::class_title};
    case WordSize::smallest:
      return {TextRole::body, TextRole::body_bold, TextRole::figure_large, TextRole::lane_title};
    case WordSize::presenter:
      break;
  }
  return {TextRole::label, TextRole::label_bold, TextRole::figure, TextRole::heading};
}

TextRole role_of(const TextRun& run, WordSize size) {
  const Roles roles = roles_of(size);
  if (run.code) return roles.code;
  return run.strong ? roles.strong : roles.text;
}

/// The length of the first character, bytes.
std::size_t first_character(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end;
}

/// Breaks words into lines of one width and, if asked to, draws them.
class WordSetter {
 public:
  WordSetter(Ui& ui, const Rect& box, WordSize size, bool draws)
      : ui_(ui),
        box_(box),
        size_(size),
        draws_(draws),
        line_(ui.canvas().line_height(text_role(size))),
        leading_(line_ * (size <= WordSize::smaller ? 1.05F : 1.18F)) {}

  void set(const std::vector<TextRun>& runs) {
    for (const TextRun& run : runs) {
      std::string_view rest = run.text;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
        if (end > 0) {
          word_.push_back({run, rest.substr(0, end)});
          rest.remove_prefix(end);
          continue;
        }
        place_word();
        gap_ = true;
        rest.remove_prefix(1);
      }
    }
    place_word();
  }

  [[nodiscard]] float height() const { return y_ + line_; }

 private:
  /// A part of a word in one style: "`exit`," has two pieces, which stay on one line.
  struct Piece {
    const TextRun& run;
    std::string_view text;
  };

  [[nodiscard]] float width_of(const Piece& piece) const {
    return ui_.canvas().text_width(role_of(piece.run, size_), piece.text);
  }

  void place_word() {
    if (word_.empty()) return;
    float width = 0;
    for (const Piece& piece : word_) width += width_of(piece);
    const float gap = gap_ && x_ > 0 ? ui_.canvas().text_width(role_of({}, size_), " ") : 0;
    if (x_ > 0 && x_ + gap + width > box_.w) {
      next_line();
    } else {
      x_ += gap;
    }
    gap_ = false;
    for (const Piece& piece : word_) place(piece);
    word_.clear();
  }

  /// A piece that is wider than a line is broken at the line's end.
  void place(Piece piece) {
    while (!piece.text.empty()) {
      std::size_t end = piece.text.size();
      if (x_ + width_of(piece) > box_.w + 0.5F) {
        end = fitting_part(piece);
        if (end == 0 && x_ > 0) {
          next_line();
          continue;
        }
        end = std::max(end, first_character(piece.text));
      }
      const Piece part{piece.run, piece.text.substr(0, end)};
      const float width = width_of(part);
      if (draws_) draw(part, width);
      x_ += width;
      piece.text.remove_prefix(end);
      if (!piece.text.empty()) next_line();
    }
  }

  /// How many bytes of the piece fit on the rest of the line.
  [[nodiscard]] std::size_t fitting_part(const Piece& piece) const {
    std::size_t end = 0;
    while (end < piece.text.size()) {
      const std::size_t next = end + first_character(piece.text.substr(end));
      if (x_ + width_of({piece.run, piece.text.substr(0, next)}) > box_.w) break;
      end = next;
    }
    return end;
  }

  void next_line() {
    x_ = 0;
    y_ += leading_;
  }

  void draw(const Piece& piece, float width) {
    Canvas& canvas = ui_.canvas();
    const TextRole role = role_of(piece.run, size_);
    const float tall = canvas.line_height(role);
    const Point at{box_.x + x_, box_.y + y_ + (line_ - tall) / 2};
    if (piece.run.code) {
      canvas.fill({at.x - ui_.units(2), at.y, width + ui_.units(4), tall}, ui_.tone(Tone::raised),
                  ui_.units(3));
    }
    if (piece.run.emphasis) {
      const float mark = std::max(2.0F, ui_.units(3));
      canvas.fill({at.x, at.y + tall - mark, width, mark}, ui_.fill(Tone::running));
    }
    canvas.text(at, role, ui_.tone(Tone::text), piece.text);
    if (piece.run.link.empty()) return;
    canvas.line({at.x, at.y + tall}, {at.x + width, at.y + tall}, ui_.tone(Tone::muted), 1);
    if (Rect{at.x, at.y, width, tall}.contains(ui_.input().pointer))
      show_target(piece.run.link, at);
  }

  void show_target(const std::string& link, Point at) {
    Canvas& canvas = ui_.overlay();
    const float width = std::min(canvas.text_width(TextRole::figure, link) + ui_.units(24),
                                 ui_.screen().w - ui_.units(32));
    Rect tip{std::min(at.x, ui_.screen().right() - width - ui_.units(16)), at.y + leading_, width,
             ui_.units(34)};
    canvas.fill(tip, ui_.tone(Tone::raised), ui_.units(6));
    canvas.text_in(tip.inset(ui_.units(12), 0), TextRole::figure, ui_.tone(Tone::text), link);
  }

  Ui& ui_;
  Rect box_;
  WordSize size_;
  bool draws_;
  float line_, leading_;
  float x_ = 0, y_ = 0;
  bool gap_ = false;
  std::vector<Piece> word_;
};

float set_picture(Ui& ui, const std::string& file, const Block& block, const Rect& box,
                  bool draws) {
  Canvas& canvas = ui.canvas();
  const Picture& picture = canvas.find_picture(file, block.picture);
  if (!picture.error.empty()) {
    const Rect place{box.x, box.y, box.w, ui.units(error_height)};
    if (draws) canvas.text_wrapped(place, TextRole::label, ui.tone(Tone::lost), picture.error);
    return place.h;
  }
  const float wide = static_cast<float>(std::max(1, picture.width)),
              tall = static_cast<float>(std::max(1, picture.height));
  const float share = std::min({box.w / wide, ui.units(picture_height_max) / tall, 1.0F});
  if (draws) canvas.picture({box.x, box.y, wide * share, tall * share}, picture);
  return tall * share;
}

float set_blocks(Ui& ui, const std::string& file, const std::vector<Block>& blocks, const Rect& box,
                 WordSize size, bool draws) {
  float used = 0;
  for (const Block& block : blocks) {
    if (used > 0) used += ui.units(block.kind == Block::Kind::bullet ? 6 : block_gap);
    Rect place{box.x, box.y + used, box.w, std::max(0.0F, box.h - used)};
    if (block.kind == Block::Kind::picture) {
      used += set_picture(ui, file, block, place, draws);
      continue;
    }
    if (block.kind == Block::Kind::bullet) {
      const float line = ui.canvas().line_height(text_role(size));
      if (draws) {
        ui.canvas().circle({place.x + ui.units(6), place.y + line / 2}, ui.units(3),
                           ui.tone(Tone::muted));
      }
      place.cut_left(ui.units(bullet_indent));
    }
    WordSetter setter(ui, place, size, draws);
    setter.set(block.runs);
    used += setter.height();
  }
  return used;
}

}  // namespace

TextRole text_role(WordSize size) { return roles_of(size).text; }
TextRole strong_role(WordSize size) { return roles_of(size).strong; }
TextRole headline_role(WordSize size) { return roles_of(size).headline; }

float lesson_text_height(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                         float width, WordSize size) {
  return set_blocks(ui, lesson_file, blocks, {0, 0, width, 1e6F}, size, false);
}

float draw_lesson_text(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                       const Rect& box, WordSize size) {
  return set_blocks(ui, lesson_file, blocks, box, size, true);
}

}  // namespace sharedfate
