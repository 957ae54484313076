#include "app/playground/widgets/chart_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sharedfate {
namespace {

bool exists(const ChartData& data, ChartSpot spot) {
  return spot.series < data.series.size() && spot.point < data.series[spot.series].points.size();
}

const ChartPoint& point_of(const ChartData& data, ChartSpot spot) {
  return data.series[spot.series].points[spot.point];
}

bool inside(const Rect& box, const Rect& bounds) {
  return box.x >= bounds.x && box.right() <= bounds.right() && box.y >= bounds.y &&
         box.bottom() <= bounds.bottom();
}

template <typename Action>
void for_each_spot(const ChartData& data, Action&& action) {
  for (std::size_t series = 0; series < data.series.size(); ++series) {
    for (std::size_t point = 0; point < data.series[series].points.size(); ++point)
      action(ChartSpot{series, point});
  }
}

/// The index of the point with the nearest x. Precondition: the series has a point.
std::size_t nearest_by_x(const ChartSeries& series, double x) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    if (std::abs(series.points[i].x - x) < std::abs(series.points[best].x - x)) best = i;
  }
  return best;
}

std::string line_of(const ChartAxis& axis, const std::string& figure) {
  return axis.title.empty() ? figure : axis.title + ": " + figure;
}

}  // namespace

bool has_place(const ChartPaper& paper, const ChartPoint& point) {
  return paper.x.shows(point.x) && paper.y.shows(point.y);
}

Point place_of(const ChartData& data, const ChartPaper& paper, ChartSpot spot) {
  const ChartPoint& point = point_of(data, spot);
  const Point at = paper.at(point.x, point.y);
  if (data.kind != ChartKind::histogram) return at;
  return {(at.x + paper.at(point.x_end, point.y).x) / 2, at.y};
}

std::optional<ChartSpot> nearest_spot(const ChartData& data, const ChartPaper& paper, Point pointer,
                                      float reach) {
  std::optional<ChartSpot> best;
  float best_distance = std::numeric_limits<float>::infinity();
  for_each_spot(data, [&](ChartSpot spot) {
    const ChartPoint& point = point_of(data, spot);
    if (!has_place(paper, point)) return;
    const Point at = place_of(data, paper, spot);
    float distance = std::hypot(at.x - pointer.x, at.y - pointer.y);
    if (data.kind == ChartKind::histogram) {
      const float left = paper.at(point.x, 0).x, right = paper.at(point.x_end, 0).x;
      if (pointer.x < left || pointer.x >= right || !paper.plot.contains(pointer)) return;
      distance = std::abs(at.y - pointer.y);
    } else if (distance > reach) {
      return;
    }
    if (distance >= best_distance) return;
    best = spot;
    best_distance = distance;
  });
  return best;
}

std::optional<ChartSpot> next_spot(const ChartData& data, std::optional<ChartSpot> from, int along,
                                   int across) {
  if (!from || !exists(data, *from)) {
    for (std::size_t i = 0; i < data.series.size(); ++i) {
      if (!data.series[i].points.empty()) return ChartSpot{i, 0};
    }
    return std::nullopt;
  }
  ChartSpot spot = *from;
  const std::size_t last = data.series[spot.series].points.size() - 1;
  if (along < 0 && spot.point > 0) --spot.point;
  if (along > 0 && spot.point < last) ++spot.point;
  const double x = point_of(data, *from).x;
  const auto count = static_cast<std::ptrdiff_t>(data.series.size());
  for (auto i = static_cast<std::ptrdiff_t>(from->series) + across;
       across != 0 && i >= 0 && i < count; i += across) {
    const ChartSeries& series = data.series[static_cast<std::size_t>(i)];
    if (!series.points.empty())
      return ChartSpot{static_cast<std::size_t>(i), nearest_by_x(series, x)};
  }
  return spot;
}

std::vector<std::string> spot_lines(const ChartData& data, ChartSpot spot) {
  const ChartPoint& point = point_of(data, spot);
  std::vector<std::string> lines{data.series[spot.series].name};
  const std::string x = quantity_text(point.x, data.x.unit);
  if (data.kind == ChartKind::histogram) {
    lines.push_back(line_of(data.x, x + " to " + quantity_text(point.x_end, data.x.unit)));
  } else if (data.kind == ChartKind::curves) {
    lines.push_back(line_of(data.x, x));
  }
  lines.push_back(line_of(data.y, quantity_text(point.y, data.y.unit)));
  if (point.spread)
    lines.push_back(data.spread_name + ": " + quantity_text(point.spread->low, data.y.unit) +
                    " to " + quantity_text(point.spread->high, data.y.unit));
  return lines;
}

std::vector<Rect> place_figures(std::span<const FigureText> texts, float height, float away,
                                const Rect& bounds, const std::vector<Rect>& taken) {
  std::vector<Rect> boxes = taken;
  for (const FigureText& text : texts) {
    const Rect above{text.at.x - text.width / 2, text.at.y - away - height, text.width, height};
    const Rect below{above.x, text.at.y + away, text.width, height};
    const auto free = [&](const Rect& box) {
      return inside(box, bounds) && std::none_of(boxes.begin(), boxes.end(), [&](const Rect& each) {
               return box.overlaps(each);
             });
    };
    const Rect& first = text.below ? below : above;
    const Rect& second = text.below ? above : below;
    boxes.push_back(free(first) ? first : free(second) ? second : Rect{});
  }
  boxes.erase(boxes.begin(), boxes.begin() + static_cast<std::ptrdiff_t>(taken.size()));
  return boxes;
}

}  // namespace sharedfate
