#include "tests/unit/window/frame_rules.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace sharedfate::testing {
namespace {

using Kind = CanvasMark::Kind;

constexpr float slack = 1;       // pixels: places are rounded
constexpr float target_min = 3;  // pixels
/// A sheet or a veil of that opacity: words below it are not meant to be read.
constexpr float veil_alpha = 0.5F;

std::string to_text(const Rect& rect) {
  return fmt::format("[{:.0f} {:.0f} {:.0f}×{:.0f}]", rect.x, rect.y, rect.w, rect.h);
}

bool inside(const Rect& inner, const Rect& outer) {
  return inner.x >= outer.x - slack && inner.y >= outer.y - slack &&
         inner.right() <= outer.right() + slack && inner.bottom() <= outer.bottom() + slack;
}

bool overlap(const Rect& a, const Rect& b, float tolerance) {
  const Rect common = a.common(b);
  return common.w > tolerance && common.h > tolerance;
}

/// What letters reach over: a line has room above its capitals and below its feet.
Rect letters_of(const CanvasMark& text) { return text.place.inset(0, text.place.h * 0.2F); }

/// An area that covers what was drawn before it.
struct Area {
  const CanvasMark* mark;
  Rect visible;
};

/// Words that can be read.
struct Words {
  const CanvasMark* mark;
  Rect letters;             ///< the visible part
  std::size_t areas_below;  ///< how many areas were drawn before it
};

/// The areas and the readable words of a frame, in the order in which they were drawn.
struct Layout {
  explicit Layout(const DrawnFrame& frame);

  std::vector<Area> areas;
  std::vector<Words> words;

 private:
  [[nodiscard]] bool is_hidden(const Words& text) const;
};

bool is_area(const CanvasMark& mark) {
  return mark.kind == Kind::fill || mark.kind == Kind::crowd_box || mark.kind == Kind::picture ||
         mark.kind == Kind::disc;
}

Layout::Layout(const DrawnFrame& frame) {
  for (const CanvasMark& mark : frame.marks) {
    if (is_area(mark)) {
      const Rect visible = mark.place.common(mark.clip);
      if (!visible.empty()) areas.push_back({&mark, visible});
    } else if (mark.kind == Kind::text && !mark.text.empty() && mark.ink.alpha > 0) {
      const Rect letters = letters_of(mark).common(mark.clip);
      if (!letters.empty()) words.push_back({&mark, letters, areas.size()});
    }
  }
  std::erase_if(words, [this](const Words& each) { return is_hidden(each); });
}

bool Layout::is_hidden(const Words& text) const {
  return std::any_of(areas.begin() + static_cast<std::ptrdiff_t>(text.areas_below), areas.end(),
                     [&](const Area& area) {
                       return area.visible.h >= text.letters.h &&
                              area.mark->ink.alpha >= veil_alpha &&
                              inside(text.letters, area.visible);
                     });
}

bool is_part_of(std::string_view part, std::string_view whole) {
  return part.starts_with(whole) && part.substr(whole.size()).starts_with('.');
}

bool is_nested(const WidgetRecord& a, const WidgetRecord& b) {
  return (is_part_of(a.name, b.name) && inside(a.rect, b.rect)) ||
         (is_part_of(b.name, a.name) && inside(b.rect, a.rect));
}

void find_overlaps(const DrawnFrame& frame, Findings& findings) {
  for (std::size_t i = 0; i < frame.widgets.size(); ++i) {
    const WidgetRecord& one = frame.widgets[i];
    for (std::size_t j = i + 1; j < frame.widgets.size(); ++j) {
      const WidgetRecord& other = frame.widgets[j];
      if (one.layer != other.layer || !overlap(one.rect, other.rect, slack)) continue;
      if (is_nested(one, other)) continue;
      findings.push_back({rule_overlap, one.name + " / " + other.name,
                          to_text(one.rect) + " " + to_text(other.rect)});
    }
  }
}

void find_misplaced(const DrawnFrame& frame, Findings& findings) {
  for (const WidgetRecord& widget : frame.widgets) {
    if (!inside(widget.rect, frame.screen))
      findings.push_back({rule_outside, widget.name, to_text(widget.rect)});
    if (std::min(widget.rect.w, widget.rect.h) <= target_min)
      findings.push_back({rule_no_target, widget.name, to_text(widget.rect)});
  }
}

/// Whether a sheet lies over the whole screen, so that nothing of layer 0 is to be read.
bool is_veiled(const DrawnFrame& frame) {
  return std::any_of(frame.marks.begin(), frame.marks.end(), [&](const CanvasMark& mark) {
    return mark.layer > 0 && is_area(mark) && mark.ink.alpha >= veil_alpha &&
           inside(frame.screen, mark.place);
  });
}

/// The texts that are drawn to be read, whether they can be or not.
std::vector<const CanvasMark*> texts_of(const DrawnFrame& frame) {
  const int lowest = is_veiled(frame) ? 1 : 0;
  std::vector<const CanvasMark*> texts;
  for (const CanvasMark& mark : frame.marks) {
    if (mark.kind == Kind::text && mark.ink.alpha > 0 && mark.layer >= lowest)
      texts.push_back(&mark);
  }
  return texts;
}

/// The topmost widget in which words stand, as far as they are visible; empty: none.
std::string widget_of(const DrawnFrame& frame, const CanvasMark& text) {
  const Rect visible = text.place.common(text.clip);
  const Point centre = visible.empty() ? text.place.centre() : visible.centre();
  std::string found;
  for (const WidgetRecord& widget : frame.widgets) {
    if (widget.layer == text.layer && widget.rect.contains(centre)) found = widget.name;
  }
  return found;
}

void find_clipped(const DrawnFrame& frame, Findings& findings) {
  for (const CanvasMark* each : texts_of(frame)) {
    const CanvasMark& text = *each;
    if (text.text.empty()) continue;
    const Rect letters = letters_of(text);
    if (inside(letters, text.clip)) continue;
    const std::string places = to_text(text.place) + " in " + to_text(text.clip);
    const bool sideways =
        letters.x < text.clip.x - slack || letters.right() > text.clip.right() + slack;
    if (!letters.common(text.clip).empty()) {
      const bool may_scroll = !sideways && text.clip != frame.screen;
      findings.push_back({may_scroll ? rule_half_scrolled : rule_sliced, text.whole, places,
                          widget_of(frame, text)});
    } else if (text.clip == frame.screen) {
      findings.push_back({rule_off_screen, text.whole, places});
    }
  }
}

void find_covered(const Layout& layout, Findings& findings) {
  for (const Words& words : layout.words) {
    for (std::size_t i = words.areas_below; i < layout.areas.size(); ++i) {
      const Area& area = layout.areas[i];
      if (area.mark->layer != words.mark->layer || area.mark->ink.alpha < veil_alpha) continue;
      if (!overlap(words.letters, area.visible, 2 * slack)) continue;
      findings.push_back({rule_covered, words.mark->whole,
                          to_text(words.mark->place) + " by " + to_text(area.visible)});
      break;
    }
  }
}

/// Whether an area between the two hides that part of the first.
bool is_parted(const Layout& layout, const Words& below, const Words& above, const Rect& part) {
  for (std::size_t i = below.areas_below; i < above.areas_below; ++i) {
    const Area& area = layout.areas[i];
    if (area.mark->ink.alpha >= veil_alpha && inside(part, area.visible)) return true;
  }
  return false;
}

void find_collisions(const Layout& layout, Findings& findings) {
  for (std::size_t i = 0; i < layout.words.size(); ++i) {
    const Words& below = layout.words[i];
    for (std::size_t j = i + 1; j < layout.words.size(); ++j) {
      const Words& above = layout.words[j];
      if (below.mark->layer != above.mark->layer ||
          !overlap(below.letters, above.letters, 2 * slack))
        continue;
      if (is_parted(layout, below, above, below.letters.common(above.letters))) continue;
      findings.push_back({rule_collision, below.mark->whole + " / " + above.mark->whole,
                          to_text(below.mark->place) + " " + to_text(above.mark->place)});
    }
  }
}

void find_shortened(const DrawnFrame& frame, Findings& findings) {
  for (const CanvasMark* text : texts_of(frame)) {
    if (!text->cut) continue;
    const bool left_out = text->text.empty() || text->text == "…";
    findings.push_back({left_out ? rule_left_out : rule_shortened, text->whole,
                        fmt::format("to “{}” at {}", text->text, to_text(text->place)),
                        widget_of(frame, *text)});
  }
}

void find_tiny(const DrawnFrame& frame, const Layout& layout, Findings& findings) {
  constexpr float share_min = 0.0145F, pixels_min = 11;  // of a line; the share: 13 px at 900
  // All sizes follow the smaller side of a wide window.
  const float height = std::min(frame.screen.h, frame.screen.w * 9 / 16);
  const float least = std::max(pixels_min, share_min * height);
  for (const Words& words : layout.words) {
    if (words.mark->size >= least) continue;
    findings.push_back({rule_tiny, words.mark->whole,
                        fmt::format("{} px, {:.0f} are needed", words.mark->size, least)});
  }
}

/// The colour of what was drawn before the words at a point. Nothing if that is a picture.
std::optional<Rgb> ground_at(const Layout& layout, const Words& words, Point point) {
  std::vector<Ink> veils;
  Rgb ground = 0;
  for (std::size_t i = words.areas_below; i-- > 0;) {
    const Area& area = layout.areas[i];
    if (!area.visible.contains(point)) continue;
    if (area.mark->kind == Kind::picture) return std::nullopt;
    ground = area.mark->ink.rgb;
    if (area.mark->ink.alpha > 0.999F) break;
    veils.push_back(area.mark->ink);
  }
  for (auto veil = veils.rbegin(); veil != veils.rend(); ++veil)
    ground = mix(ground, veil->rgb, veil->alpha);
  return ground;
}

/// The lowest contrast of the words with their ground, at several points.
double contrast_of(const Layout& layout, const Words& words) {
  double lowest = 21;
  for (const float share : {0.02F, 0.5F, 0.98F}) {
    const Point point{words.letters.x + words.letters.w * share, words.letters.centre().y};
    const std::optional<Rgb> ground = ground_at(layout, words, point);
    if (!ground) continue;
    const Ink ink = words.mark->ink;
    lowest = std::min(lowest, contrast_ratio(mix(*ground, ink.rgb, ink.alpha), *ground));
  }
  return lowest;
}

/// As WCAG 2.1 says it: bold from 18.66 px on. These roles have 19 design units or more.
bool is_large(const CanvasMark& text) {
  const bool bold = text.role == TextRole::lane_title || text.role == TextRole::heading ||
                    text.role == TextRole::body_bold;
  return bold && !text.shrunk;
}

bool is_disabled(const DrawnFrame& frame, const CanvasMark& text) {
  return std::any_of(frame.widgets.begin(), frame.widgets.end(), [&](const WidgetRecord& widget) {
    return !widget.enabled && widget.layer == text.layer &&
           widget.rect.contains(text.place.centre());
  });
}

void find_faint(const DrawnFrame& frame, const Layout& layout, Findings& findings) {
  constexpr double enough = 4.5, enough_if_large = 3;
  for (const Words& words : layout.words) {
    const double contrast = contrast_of(layout, words);
    if (contrast >= (is_large(*words.mark) ? enough_if_large : enough)) continue;
    if (is_disabled(frame, *words.mark)) continue;
    findings.push_back({rule_faint, words.mark->whole,
                        fmt::format("{:.1f}:1 at {}", contrast, to_text(words.mark->place))});
  }
}

}  // namespace

Findings find_faults(const DrawnFrame& frame) {
  const Layout layout(frame);
  Findings findings;
  find_overlaps(frame, findings);
  find_misplaced(frame, findings);
  find_clipped(frame, findings);
  find_covered(layout, findings);
  find_collisions(layout, findings);
  find_shortened(frame, findings);
  find_tiny(frame, layout, findings);
  find_faint(frame, layout, findings);
  return findings;
}

Findings find_scrolled_words(const DrawnFrame& frame) {
  Findings findings;
  for (const CanvasMark& text : frame.marks) {
    if (text.kind != Kind::text || text.text.empty() || text.clip == frame.screen) continue;
    if (!letters_of(text).common(text.clip).empty()) continue;
    findings.push_back(
        {rule_scrolled, text.whole, to_text(text.place) + " in " + to_text(text.clip)});
  }
  return findings;
}

bool matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  const std::string_view rest = pattern.substr(1);
  if (pattern.front() == '*')
    return matches(rest, text) || (!text.empty() && matches(pattern, text.substr(1)));
  if (pattern.starts_with("\\#"))
    return text.starts_with('#') && matches(pattern.substr(2), text.substr(1));
  if (pattern.front() != '#')
    return !text.empty() && text.front() == pattern.front() && matches(rest, text.substr(1));
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  return digits > 0 && matches(rest, text.substr(digits));
}

bool explains(const Exception& exception, const Finding& finding, const FrameLook& look) {
  return exception.rule == finding.rule && look.text_scale >= exception.text_scale_min &&
         matches(exception.subject, finding.subject) && matches(exception.widget, finding.widget);
}

Findings only(std::initializer_list<std::string_view> rules, Findings findings) {
  std::erase_if(findings, [rules](const Finding& finding) {
    return std::find(rules.begin(), rules.end(), finding.rule) == rules.end();
  });
  return findings;
}

void expect_none(const Findings& findings,
                 std::initializer_list<std::span<const Exception>> exceptions,
                 const FrameLook& look, const std::string& where) {
  for (const Finding& finding : findings) {
    const bool explained =
        std::any_of(exceptions.begin(), exceptions.end(), [&](std::span<const Exception> list) {
          return std::any_of(list.begin(), list.end(), [&](const Exception& exception) {
            return explains(exception, finding, look);
          });
        });
    if (explained) continue;
    ADD_FAILURE() << to_text(look) << ", " << where << ": " << finding.rule << ": "
                  << finding.subject << " " << finding.details << " " << finding.widget;
  }
}

}  // namespace sharedfate::testing
