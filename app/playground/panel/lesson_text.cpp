#include "app/playground/panel/lesson_text.h"

#include <string_view>

namespace sharedfate {
namespace {

constexpr float block_gap = 10, bullet_indent = 20, picture_height_max = 260, error_height = 48;

struct WordStyle {
  TextRole role;
  Tone tone;
};

WordStyle style_of(const TextRun& run, WordSize size) {
  const bool room = size == WordSize::room;
  if (run.code) return {room ? TextRole::figure_large : TextRole::figure, Tone::text};
  if (run.strong) return {room ? TextRole::body_bold : TextRole::label_bold, Tone::text};
  return {room ? TextRole::body : TextRole::label, run.emphasis ? Tone::running : Tone::text};
}

/// Puts words on lines of one width and, where asked to, draws them.
class WordSetter {
 public:
  WordSetter(Ui& ui, const Rect& box, WordSize size, bool draws)
      : ui_(ui),
        box_(box),
        size_(size),
        draws_(draws),
        line_(ui.canvas().line_height(size == WordSize::room ? TextRole::body : TextRole::label)),
        leading_(line_ * 1.18F) {}

  void set(const TextRun& run) {
    std::string_view rest = run.text;
    while (!rest.empty()) {
      const bool space = rest.front() == ' ' || rest.front() == '\n';
      if (space) {
        gap_ = true;
        rest.remove_prefix(1);
        continue;
      }
      const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
      place(run, rest.substr(0, end));
      rest.remove_prefix(end);
    }
  }

  [[nodiscard]] float height() const { return y_ + line_; }

 private:
  void place(const TextRun& run, std::string_view word) {
    const WordStyle style = style_of(run, size_);
    Canvas& canvas = ui_.canvas();
    const float width = canvas.text_width(style.role, word);
    const float gap = gap_ && x_ > 0 ? canvas.text_width(TextRole::body, " ") : 0;
    if (x_ > 0 && gap_ && x_ + gap + width > box_.w) {
      x_ = 0;
      y_ += leading_;
    } else {
      x_ += gap;
    }
    gap_ = false;
    if (draws_) draw(run, style, word, width);
    x_ += width;
  }

  void draw(const TextRun& run, const WordStyle& style, std::string_view word, float width) {
    Canvas& canvas = ui_.canvas();
    const float tall = canvas.line_height(style.role);
    const Point at{box_.x + x_, box_.y + y_ + (line_ - tall) / 2};
    if (run.code) {
      canvas.fill({at.x - ui_.units(2), at.y, width + ui_.units(4), tall}, ui_.tone(Tone::raised),
                  ui_.units(3));
    }
    canvas.text(at, style.role, ui_.tone(style.tone), word);
    if (run.link.empty()) return;
    canvas.line({at.x, at.y + tall}, {at.x + width, at.y + tall}, ui_.tone(Tone::muted), 1);
    if (Rect{at.x, at.y, width, tall}.contains(ui_.input().pointer)) show_target(run.link, at);
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
      const float line =
          ui.canvas().line_height(size == WordSize::room ? TextRole::body : TextRole::label);
      if (draws) {
        ui.canvas().circle({place.x + ui.units(6), place.y + line / 2}, ui.units(3),
                           ui.tone(Tone::muted));
      }
      place.cut_left(ui.units(bullet_indent));
    }
    WordSetter setter(ui, place, size, draws);
    for (const TextRun& run : block.runs) setter.set(run);
    used += setter.height();
  }
  return used;
}

}  // namespace

float lesson_text_height(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                         float width, WordSize size) {
  return set_blocks(ui, lesson_file, blocks, {0, 0, width, 1e6F}, size, false);
}

float draw_lesson_text(Ui& ui, const std::string& lesson_file, const std::vector<Block>& blocks,
                       const Rect& box, WordSize size) {
  return set_blocks(ui, lesson_file, blocks, box, size, true);
}

}  // namespace sharedfate
