// What a canvas records of what it draws, without a window.
#include "app/playground/draw/canvas_record.h"

#include <gtest/gtest.h>
#include <stb_image_write.h>

#include <array>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"
#include "tests/unit/window/recorded_drawing.h"

namespace sharedfate::testing {
namespace {

using Kind = CanvasMark::Kind;

constexpr Rgb paint = 0x3ECD9D;
constexpr std::string_view sentence = "The kernel ends the process in which it happened.";

class Recorded : public ::testing::Test {
 protected:
  Recorded() : layers_(drawing_.begin_frame(800, 600, 1)) {}
  ~Recorded() override {
    if (!ended_) (void)drawing_.end_frame();
  }
  std::vector<CanvasMark> marks() {
    ended_ = true;
    return drawing_.end_frame();
  }
  /// The only mark of that kind.
  CanvasMark only(Kind kind) {
    CanvasMark found{.kind = Kind::line, .place = {}, .clip = {}, .ink = Ink(0)};
    int count = 0;
    for (const CanvasMark& mark : marks()) {
      if (mark.kind != kind) continue;
      found = mark;
      ++count;
    }
    EXPECT_EQ(count, 1);
    return found;
  }

  RecordedDrawing drawing_;
  RecordedDrawing::Layers layers_;
  Canvas& canvas_ = layers_.base;
  bool ended_ = false;
};

TEST_F(Recorded, text_has_its_words_place_size_and_ink) {
  const float height = canvas_.line_height(TextRole::body);
  const float width = canvas_.text_width(TextRole::body, sentence);
  canvas_.text({10, 20}, TextRole::body, Ink(paint, 0.5F), sentence);
  const CanvasMark text = only(Kind::text);
  EXPECT_EQ(text.text, sentence);
  EXPECT_EQ(text.whole, sentence);
  EXPECT_EQ(text.role, TextRole::body);
  EXPECT_EQ(text.place, (Rect{10, 20, width, height}));
  EXPECT_EQ(text.size, height);
  EXPECT_EQ(text.ink.rgb, paint);
  EXPECT_EQ(text.ink.alpha, 0.5F);
  EXPECT_FALSE(text.cut || text.shrunk);
}

TEST_F(Recorded, text_that_does_not_fit_is_shrunk_or_cut) {
  const float width = canvas_.text_width(TextRole::body, sentence);
  canvas_.text_in({0, 0, width * 0.9F, 40}, TextRole::body, Ink(paint), sentence, Align::left,
                  Overflow::shrink);
  canvas_.text_in({0, 40, width * 0.9F, 40}, TextRole::body, Ink(paint), sentence);
  canvas_.text_in({0, 80, 2, 40}, TextRole::body, Ink(paint), sentence);
  const std::vector<CanvasMark> texts = marks();
  ASSERT_EQ(texts.size(), 3U);
  EXPECT_TRUE(texts[0].shrunk && !texts[0].cut);
  EXPECT_LT(texts[0].size, texts[1].size);
  EXPECT_EQ(texts[0].place.h, texts[0].size);
  EXPECT_TRUE(texts[1].cut && !texts[1].shrunk);
  EXPECT_TRUE(texts[1].text.ends_with("…")) << texts[1].text;
  EXPECT_EQ(texts[1].whole, sentence);
  EXPECT_TRUE(texts[2].cut) << "no letter has room";
  EXPECT_EQ(texts[2].text, "");
}

TEST_F(Recorded, wrapped_text_says_what_was_left_out) {
  const float height = canvas_.line_height(TextRole::body);
  canvas_.text_wrapped({0, 0, 200, 2 * height}, TextRole::body, Ink(paint), sentence);
  canvas_.text_wrapped({0, 100, 200, height / 2}, TextRole::body, Ink(paint), sentence);
  const std::vector<CanvasMark> texts = marks();
  ASSERT_EQ(texts.size(), 3U);
  EXPECT_FALSE(texts[0].cut);
  EXPECT_TRUE(texts[1].cut && texts[1].text.ends_with("…"));
  EXPECT_TRUE(texts[1].whole.ends_with("it happened.")) << texts[1].whole;
  EXPECT_TRUE(texts[2].cut && texts[2].text.empty());
}

TEST_F(Recorded, what_a_panel_cut_itself_is_cut) {
  const std::string cut = canvas_.fitted(TextRole::body, sentence, 100);
  canvas_.text({0, 0}, TextRole::body, Ink(paint), cut);
  const CanvasMark text = only(Kind::text);
  EXPECT_TRUE(text.cut);
  EXPECT_EQ(text.whole, sentence);
}

TEST_F(Recorded, each_mark_has_the_clip_in_force) {
  canvas_.fill({0, 0, 50, 50}, Ink(paint));
  canvas_.clip({10, 10, 100, 100});
  canvas_.clip({50, 0, 100, 100});
  canvas_.fill({0, 0, 50, 50}, Ink(paint));
  canvas_.unclip();
  canvas_.unclip();
  const std::vector<CanvasMark> fills = marks();
  ASSERT_EQ(fills.size(), 2U);
  EXPECT_EQ(fills[0].clip, (Rect{0, 0, 800, 600}));
  EXPECT_EQ(fills[1].clip, (Rect{50, 10, 60, 90})) << "the common part";
  EXPECT_EQ(fills[1].place, (Rect{0, 0, 50, 50})) << "as asked for";
}

TEST_F(Recorded, layers_follow_each_other) {
  layers_.overlay.fill({0, 0, 50, 50}, Ink(paint));
  canvas_.outline({0, 0, 50, 50}, Ink(paint), 2);
  canvas_.fill({0, 0, 50, 50}, Ink(paint, 0)) /* nothing */;
  const std::vector<CanvasMark> all = marks();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].kind, Kind::outline);
  EXPECT_EQ(all[0].layer, 0);
  EXPECT_EQ(all[1].kind, Kind::fill);
  EXPECT_EQ(all[1].layer, 1);
}

TEST_F(Recorded, key_caps_icons_and_crowds_are_told_apart) {
  canvas_.key_cap({20, 40}, "esc", Ink(paint));
  canvas_.icon(Icon::skull, {0, 0, 20, 20}, Ink(paint));
  CrowdBatch crowd;
  crowd.add({1, 2, 3, 4}, paint, {.alpha = 0.5F});
  crowd.add({5, 2, 3, 4}, 0x102030);
  canvas_.crowd(crowd);
  const std::vector<CanvasMark> all = marks();
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0].kind, Kind::key_cap);
  EXPECT_EQ(all[0].text, "esc");
  EXPECT_EQ(all[1].kind, Kind::outline);
  EXPECT_EQ(all[2].text, "esc");
  EXPECT_EQ(all[3].kind, Kind::icon);
  EXPECT_EQ(all[3].icon, Icon::skull);
  EXPECT_EQ(all[4].kind, Kind::crowd_box);
  EXPECT_EQ(all[4].place, (Rect{1, 2, 3, 4}));
  EXPECT_EQ(all[4].ink.rgb, paint);
  EXPECT_NEAR(all[4].ink.alpha, 0.5F, 0.01F);
  EXPECT_EQ(all[5].ink.rgb, 0x102030U);
}

TEST_F(Recorded, a_picture_has_its_place_without_a_texture) {
  const TemporaryFolder folder;
  const std::array<unsigned char, 12> red{255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0};
  ASSERT_NE(stbi_write_png(folder.path("red.png").c_str(), 4, 1, 3, red.data(), 12), 0);
  const Picture& picture = canvas_.find_picture(folder.path("lesson.md"), "red.png");
  EXPECT_EQ(picture.error, "");
  EXPECT_EQ(picture.texture, 0U);
  EXPECT_EQ(canvas_.picture({0, 0, 100, 100}, picture), (Rect{0, 38, 100, 25}));
  const Picture& missing = canvas_.find_picture(folder.path("lesson.md"), "blue.png");
  EXPECT_NE(missing.error, "");
  EXPECT_TRUE(canvas_.picture({0, 0, 100, 100}, missing).empty());
  EXPECT_EQ(only(Kind::picture).place, (Rect{0, 38, 100, 25}));
}

}  // namespace
}  // namespace sharedfate::testing
