#include "core/measure/measurement.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/base/utf8.h"

namespace sharedfate {
namespace {

template <std::size_t size>
bool is_one_line(const std::array<char, size>& text) {
  return is_one_harmless_line(get_text(text));
}

template <std::size_t size>
bool is_name(const std::array<char, size>& text) {
  return !get_text(text).empty() && is_one_line(text);
}

/// The element with this `of` and `name`; nullptr if there is none.
template <typename List>
auto find_in(const List& list, std::string_view of, std::string_view name)
    -> decltype(list.data()) {
  for (const auto& each : list) {
    if (each.of == of && each.name == name) return &each;
  }
  return nullptr;
}

bool is_wait_cycle(std::span<const WaitForLock> waits) {
  for (std::size_t i = 0; i < waits.size(); ++i) {
    if (waits[i].tid <= 0 || waits[i].lock == 0 || waits[i].lock > wait_cycle_max) return false;
    for (std::size_t other = 0; other < i; ++other) {
      if (waits[i].tid == waits[other].tid || waits[i].lock == waits[other].lock) return false;
    }
  }
  return waits.size() >= 2;
}

/// "TID 12 waits for 2 of TID 13, TID 13 waits for 1 of TID 12".
std::string wait_cycle_words(std::span<const WaitForLock> waits) {
  std::string words;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    words += (i > 0 ? ", TID " : "TID ") + std::to_string(waits[i].tid) + " waits for " +
             std::to_string(waits[i].lock) + " of TID " +
             std::to_string(waits[(i + 1) % waits.size()].tid);
  }
  return words;
}

/// Whether the figure is a number that lies in its interval.
bool is_figure(const MeasurementRecord& record) {
  const bool finite =
      std::isfinite(record.y) && std::isfinite(record.low) && std::isfinite(record.high);
  const bool encloses = record.low <= record.y && record.y <= record.high;
  const bool is_exact = record.low == record.high;
  constexpr std::uint64_t repeats_max = 1'000'000'000;
  return finite && encloses && record.repeats <= repeats_max && (record.repeats > 0 || is_exact);
}

Estimate figure_of(const MeasurementRecord& record) {
  return {record.y, record.low, record.high, static_cast<int>(record.repeats)};
}

}  // namespace

std::string_view measurement_state_name(MeasurementState state) {
  switch (state) {
    case MeasurementState::running:
      return "running";
    case MeasurementState::done:
      return "done";
    case MeasurementState::cancelled:
      return "cancelled";
    case MeasurementState::failed:
      return "failed";
  }
  return "";
}

const MeasuredFact* Measurement::fact(std::string_view of, std::string_view name) const {
  return find_in(facts, of, name);
}

const MeasuredSeries* Measurement::find_series(std::string_view of, std::string_view name) const {
  return find_in(series, of, name);
}

const MeasuredFact* Measurement::wait_cycle() const {
  const auto found = std::find_if(facts.rbegin(), facts.rend(),
                                  [](const MeasuredFact& fact) { return !fact.waits.empty(); });
  return found == facts.rend() ? nullptr : &*found;
}

void MeasurementReader::take(const MeasurementRecord& record) {
  if (!accept(record)) ++measurement_.records_rejected;
}

bool MeasurementReader::accept(const MeasurementRecord& record) {
  if (record.magic != wire_magic || record.version != measurement_version) return false;
  if (record.experiment != experiment_index(*measurement_.experiment)) return false;
  if (is_complete_) return false;
  // `trouble` may come from the guard, after the measuring process died: the guard does not know
  // the sequence number.
  if (record.kind != MeasurementKind::trouble) {
    if (record.sequence != sequence_ + 1) return false;
    ++sequence_;
  }
  switch (record.kind) {
    case MeasurementKind::series:
      return accept_series(record);
    case MeasurementKind::point:
      return accept_point(record);
    case MeasurementKind::fact:
      return accept_fact(record);
    case MeasurementKind::wait_cycle:
      return accept_wait_cycle(record);
    case MeasurementKind::note:
    case MeasurementKind::trouble:
      return accept_text(record);
    case MeasurementKind::progress:
      return accept_progress(record);
    case MeasurementKind::done:
      is_complete_ = true;
      measurement_.progress = 1;
      return true;
  }
  return false;
}

bool MeasurementReader::accept_series(const MeasurementRecord& record) {
  const bool sane = is_one_line(record.of) && is_name(record.name) && is_one_line(record.x_unit) &&
                    is_one_line(record.y_unit);
  if (!sane || measurement_.series.size() >= series_max) return false;
  measurement_.series.push_back(MeasuredSeries{.of = std::string(get_text(record.of)),
                                               .name = std::string(get_text(record.name)),
                                               .x_unit = std::string(get_text(record.x_unit)),
                                               .y_unit = std::string(get_text(record.y_unit)),
                                               .points = {}});
  return true;
}

bool MeasurementReader::accept_point(const MeasurementRecord& record) {
  const bool sane = record.series < measurement_.series.size() && std::isfinite(record.x) &&
                    std::isfinite(record.y);
  if (!sane || points_ >= points_max) return false;
  ++points_;
  measurement_.series[record.series].points.push_back({record.x, record.y});
  return true;
}

bool MeasurementReader::accept_fact(const MeasurementRecord& record) {
  const bool in_words = record.in_words != 0;
  const bool sane = is_one_line(record.of) && is_name(record.name) && is_one_line(record.y_unit) &&
                    (in_words ? is_name(record.text) : is_figure(record));
  if (!sane) return false;
  return keep_fact({
      .of = std::string(get_text(record.of)),
      .name = std::string(get_text(record.name)),
      .unit = in_words ? "" : std::string(get_text(record.y_unit)),
      .figure = in_words ? Estimate{} : figure_of(record),
      .words = in_words ? std::string(get_text(record.text)) : "",
  });
}

bool MeasurementReader::accept_wait_cycle(const MeasurementRecord& record) {
  const auto end = std::find(record.waits.begin(), record.waits.end(), WaitForLock{});
  const bool rest_is_unused =
      std::all_of(end, record.waits.end(), [](const auto& wait) { return wait == WaitForLock{}; });
  const std::span waits(record.waits.begin(), end);
  if (!is_one_line(record.of) || !is_name(record.name)) return false;
  if (!rest_is_unused || !is_wait_cycle(waits)) return false;
  return keep_fact({.of = std::string(get_text(record.of)),
                    .name = std::string(get_text(record.name)),
                    .unit = "",
                    .figure = {},
                    .words = wait_cycle_words(waits),
                    .waits = {waits.begin(), waits.end()}});
}

bool MeasurementReader::keep_fact(MeasuredFact fact) {
  for (MeasuredFact& existing : measurement_.facts) {
    if (existing.of != fact.of || existing.name != fact.name) continue;
    existing = std::move(fact);
    return true;
  }
  if (measurement_.facts.size() >= facts_max) return false;
  measurement_.facts.push_back(std::move(fact));
  return true;
}

bool MeasurementReader::accept_text(const MeasurementRecord& record) {
  // The text may contain a path, and a path any bytes.
  std::string text = harmless_text(get_text(record.text));
  if (text.empty()) return false;
  if (record.kind == MeasurementKind::trouble) {
    is_complete_ = true;
    measurement_.trouble = std::move(text);
    return true;
  }
  if (measurement_.notes.size() >= notes_max) return false;
  measurement_.notes.push_back(std::move(text));
  return true;
}

bool MeasurementReader::accept_progress(const MeasurementRecord& record) {
  // This form of the comparison rejects NaN, too.
  if (!(record.y >= measurement_.progress && record.y <= 1)) return false;
  measurement_.progress = record.y;
  return true;
}

}  // namespace sharedfate
