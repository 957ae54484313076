#include "core/chart/chart_csv.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

TEST(ChartCsv, FieldsAreQuotedWhereTheyMustBe) {
  EXPECT_EQ(csv_field("threads"), "threads");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"so\""), "\"say \"\"so\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "\"two\nlines\"");
}

TEST(ChartCsv, HasARowForEachFigureInBaseUnits) {
  const ChartData data{
      .name = "spawn",
      .title = "What it costs",
      .x = {.title = "touched", .unit = Unit::bytes},
      .y = {.title = "time", .unit = Unit::seconds},
      .series = {{.name = "fork, wait",
                  .points = {{0, 155e-6, ChartSpread{0.00015, 0.0002}}, {1048576, 0.25}}}},
      .references = {{.name = "ideal", .points = {{0, 1}}}},
      .spread_name = "quartiles"};
  EXPECT_EQ(chart_csv(data),
            "series,kind,touched (B),time (s),quartiles: low,quartiles: high\r\n"
            "\"fork, wait\",measured,0,0.000155,0.00015,0.0002\r\n"
            "\"fork, wait\",measured,1048576,0.25,,\r\n"
            "ideal,reference,0,1,,\r\n");
}

TEST(ChartCsv, BarsOfAHistogramHaveTwoEnds) {
  const ChartData data{.name = "lost",
                       .title = "Lost",
                       .kind = ChartKind::histogram,
                       .x = {.title = "lost"},
                       .y = {.title = "runs"},
                       .series = {{.name = "two", .points = {{.x = 1, .y = 7, .x_end = 2}}}}};
  EXPECT_EQ(chart_csv(data), "series,kind,lost,to,runs\r\ntwo,measured,1,2,7\r\n");
}

TEST(ChartCsv, SeveralChartsAreOneTable) {
  const ChartData curve{
      .name = "spawn",
      .title = "To start, and end",
      .x = {.title = "touched", .unit = Unit::bytes},
      .y = {.title = "time", .unit = Unit::seconds},
      .series = {{.name = "fork", .points = {{0, 155e-6, ChartSpread{0.00015, 0.0002}}, {8, 1}}}},
      .references = {{.name = "ideal", .points = {{0, 1}}}},
      .spread_name = "quartiles"};
  const ChartData bars{.name = "lost",
                       .title = "Lost",
                       .kind = ChartKind::histogram,
                       .x = {.title = "lost"},
                       .y = {.title = "runs"},
                       .series = {{.name = "two", .points = {{.x = 1, .y = 7, .x_end = 2}}}}};
  EXPECT_EQ(
      charts_csv({curve, bars}),
      "chart,series,kind,x is,x,to,y is,y,low,high\r\n"
      "\"To start, and end\",fork,measured,touched (B),0,,time (s),0.000155,0.00015,0.0002\r\n"
      "\"To start, and end\",fork,measured,touched (B),8,,time (s),1,,\r\n"
      "\"To start, and end\",ideal,reference,touched (B),0,,time (s),1,,\r\n"
      "Lost,two,measured,lost,1,2,runs,7,,\r\n");
  EXPECT_EQ(charts_csv({}), "chart,series,kind,x is,x,to,y is,y,low,high\r\n");
}

}  // namespace
}  // namespace sharedfate
