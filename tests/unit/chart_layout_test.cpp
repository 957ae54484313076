#include "app/playground/widgets/chart_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sharedfate {
namespace {

constexpr Rect plot{100, 50, 400, 200};

ChartData two_curves() {
  return {
      .name = "speed-up",
      .title = "t",
      .x = {.title = "workers", .whole = true},
      .y = {.title = "speed-up", .unit = Unit::times},
      .series = {{.name = "threads", .points = {{1, 1}, {2, 1.9, ChartSpread{1.8, 1.95}}, {3, 2}}},
                 {.name = "processes", .points = {{1, 1}, {2, 1.5}, {3, 1.6}, {4, 1.7}}}},
      .spread_name = "middle half"};
}

ChartPaper paper_of(const ChartData& data) { return {plot, x_axis(data, 8), y_axis(data, 5)}; }

TEST(ChartLayout, FiguresLieBetweenTheAxes) {
  const ChartData data = two_curves();
  const ChartPaper paper = paper_of(data);
  for (std::size_t series = 0; series < data.series.size(); ++series) {
    for (std::size_t point = 0; point < data.series[series].points.size(); ++point) {
      const Point at = place_of(data, paper, {series, point});
      EXPECT_TRUE(plot.inset(-0.5F).contains(at)) << at.x << " " << at.y;
    }
  }
  EXPECT_GT(paper.at(1, 1).y, paper.at(1, 2).y) << "more is higher";
}

TEST(ChartLayout, ThePointerMeansTheNearestFigure) {
  const ChartData data = two_curves();
  const ChartPaper paper = paper_of(data);
  const Point at = place_of(data, paper, {1, 2});
  EXPECT_EQ(nearest_spot(data, paper, {at.x + 3, at.y + 3}, 20), (ChartSpot{1, 2}));
  EXPECT_EQ(nearest_spot(data, paper, {plot.x, plot.y}, 20), std::nullopt);
}

TEST(ChartLayout, InAHistogramItMeansTheBarAboveIt) {
  const ChartData data{
      .name = "lost",
      .title = "t",
      .kind = ChartKind::histogram,
      .x = {.title = "lost"},
      .y = {.title = "runs"},
      .series = {{.name = "two",
                  .points = {{.x = 0, .y = 5, .x_end = 10}, {.x = 10, .y = 2, .x_end = 20}}}}};
  const ChartPaper paper = paper_of(data);
  EXPECT_EQ(nearest_spot(data, paper, {paper.at(15, 0).x, plot.y + 1}, 1), (ChartSpot{0, 1}));
  EXPECT_EQ(nearest_spot(data, paper, {paper.at(-1, 0).x, plot.y + 1}, 1), std::nullopt);
  EXPECT_EQ(spot_lines(data, {0, 1}),
            (std::vector<std::string>{"two", "lost: 10 to 20", "runs: 2"}));
}

TEST(ChartLayout, KeysGoAlongASeriesAndAcrossToTheOthers) {
  const ChartData data = two_curves();
  EXPECT_EQ(next_spot(data, std::nullopt, 1, 0), (ChartSpot{0, 0}));
  EXPECT_EQ(next_spot(data, ChartSpot{0, 0}, 1, 0), (ChartSpot{0, 1}));
  EXPECT_EQ(next_spot(data, ChartSpot{0, 2}, 1, 0), (ChartSpot{0, 2})) << "at the end it stays";
  EXPECT_EQ(next_spot(data, ChartSpot{0, 0}, -1, 0), (ChartSpot{0, 0}));
  EXPECT_EQ(next_spot(data, ChartSpot{1, 3}, 0, -1), (ChartSpot{0, 2})) << "the nearest x";
  EXPECT_EQ(next_spot(data, ChartSpot{0, 1}, 0, -1), (ChartSpot{0, 1}));
  EXPECT_EQ(next_spot(data, ChartSpot{7, 7}, 1, 0), (ChartSpot{0, 0})) << "one that is gone";
  ChartData nothing = two_curves();
  nothing.series.clear();
  EXPECT_EQ(next_spot(nothing, std::nullopt, 1, 0), std::nullopt);
}

TEST(ChartLayout, AFigureSaysAllThatIsKnownOfIt) {
  EXPECT_EQ(spot_lines(two_curves(), {0, 1}),
            (std::vector<std::string>{"threads", "workers: 2", "speed-up: 1.9×",
                                      "middle half: 1.8× to 1.95×"}));
}

TEST(ChartLayout, TextsBesidePointsNeverCoverEachOther) {
  std::vector<FigureText> texts;
  for (int i = 0; i < 60; ++i)
    texts.push_back({{plot.x + 25 + static_cast<float>(i * 37 % 350),
                      plot.y + static_cast<float>(i * 53 % 200)},
                     44,
                     i % 3 == 0});
  const std::vector<Rect> boxes = place_figures(texts, 14, 8, plot);
  ASSERT_EQ(boxes.size(), texts.size());
  EXPECT_FALSE(boxes.front().empty());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    if (boxes[i].empty()) continue;
    EXPECT_GE(boxes[i].x, plot.x);
    EXPECT_LE(boxes[i].bottom(), plot.bottom());
    for (std::size_t j = i + 1; j < boxes.size(); ++j) {
      const bool apart = boxes[j].empty() || boxes[i].right() <= boxes[j].x ||
                         boxes[j].right() <= boxes[i].x || boxes[i].bottom() <= boxes[j].y ||
                         boxes[j].bottom() <= boxes[i].y;
      EXPECT_TRUE(apart) << i << " " << j;
    }
  }
}

TEST(ChartLayout, OfTwoTextsAtOneXTheLowerPointHasItsBelow) {
  const std::vector<FigureText> texts{{{300, 100}, 40, false}, {{300, 110}, 40, true}};
  const std::vector<Rect> boxes = place_figures(texts, 14, 8, plot);
  EXPECT_LT(boxes[0].bottom(), 100);
  EXPECT_GT(boxes[1].y, 110);
  const std::vector<Rect> below = place_figures({texts.data(), 1}, 14, 8, plot, {boxes[0]});
  ASSERT_EQ(below.size(), 1U);
  EXPECT_GT(below[0].y, 100) << "its place was taken";
}

}  // namespace
}  // namespace sharedfate
