// The comparison of lanes with a GIL: rounds and turns. No check depends on a time.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/run/gil.h"

namespace sharedfate::testing {
namespace {

TEST(PythonLaneGil, IsInterruptedAfterARoundThatWarmsUpAndOneRunThatCounts) {
  GilOptions options;
  options.workers = 2;
  options.repeats = 1;
  const auto report = measure_gil(options, [](int done, int of) { return done < of / 2 + 1; });
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_TRUE(report.value().interrupted);
  const std::vector<GilRow>& rows = report.value().rows;
  EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                          [](const GilRow& row) { return row.time_ms.repeats == 1; }),
            1);
  for (const GilRow& row : rows) {
    EXPECT_EQ(row.wall_ms.size(), static_cast<std::size_t>(row.time_ms.repeats));
    const bool has_both = row.is_serial() && row.time_ms.repeats == 1;
    EXPECT_EQ(row.speedup.repeats, has_both ? 1 : 0);
    EXPECT_EQ(row.speedup.value, has_both ? 1 : 0);
  }
}

}  // namespace
}  // namespace sharedfate::testing
