#include "core/chart/chart_csv.h"

#include <fmt/format.h>

#include <algorithm>

namespace sharedfate {
namespace {

std::string column_title(const ChartAxis& axis) {
  const std::string_view unit = base_unit(axis.unit);
  return csv_field(unit.empty() ? axis.title : fmt::format("{} ({})", axis.title, unit));
}

void add_rows(std::string& text, const ChartData& data, const std::string& name,
              std::string_view kind, const std::vector<ChartPoint>& points) {
  for (const ChartPoint& point : points) {
    text += csv_field(name) + "," + std::string(kind) + fmt::format(",{}", point.x);
    if (data.kind == ChartKind::histogram) text += fmt::format(",{}", point.x_end);
    text += fmt::format(",{}", point.y);
    if (!data.spread_name.empty())
      text += point.spread ? fmt::format(",{},{}", point.spread->low, point.spread->high) : ",,";
    text += "\r\n";
  }
}

void add_rows_of_one(std::string& text, const ChartData& data, const std::string& name,
                     std::string_view kind, const std::vector<ChartPoint>& points) {
  for (const ChartPoint& point : points) {
    const bool is_bar = data.kind == ChartKind::histogram;
    text += fmt::format("{},{},{},{},{},{},{},{},", csv_field(data.title), csv_field(name), kind,
                        column_title(data.x), point.x, is_bar ? fmt::format("{}", point.x_end) : "",
                        column_title(data.y), point.y);
    text += point.spread ? fmt::format("{},{}", point.spread->low, point.spread->high) : ",";
    text += "\r\n";
  }
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string chart_csv(const ChartData& data) {
  std::string text = "series,kind," + column_title(data.x);
  if (data.kind == ChartKind::histogram) text += ",to";
  text += "," + column_title(data.y);
  if (!data.spread_name.empty())
    text +=
        "," + csv_field(data.spread_name + ": low") + "," + csv_field(data.spread_name + ": high");
  text += "\r\n";
  for (const ChartSeries& series : data.series)
    add_rows(text, data, series.name, "measured", series.points);
  for (const ChartReference& reference : data.references)
    add_rows(text, data, reference.name, "reference", reference.points);
  return text;
}

std::string charts_csv(const std::vector<ChartData>& charts) {
  std::string text = "chart,series,kind,x is,x,to,y is,y,low,high\r\n";
  for (const ChartData& data : charts) {
    for (const ChartSeries& series : data.series)
      add_rows_of_one(text, data, series.name, "measured", series.points);
    for (const ChartReference& reference : data.references)
      add_rows_of_one(text, data, reference.name, "reference", reference.points);
  }
  return text;
}

}  // namespace sharedfate
