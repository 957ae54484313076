#include <fmt/format.h>

#include <span>
#include <vector>

#include "app/playground/lanes/lane_view.h"
#include "app/playground/panel/words.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

/// The first of the texts that fits, or the last.
std::string_view first_fitting(const Canvas& canvas, TextRole role, float width,
                               std::span<const std::string> texts) {
  for (const std::string& text : texts) {
    if (canvas.text_width(role, text) <= width) return text;
  }
  return texts.back();
}

/// How long the caller, which submitted the tasks, has been waiting for results that will never
/// come.
std::string waiting_text(const LaneView& view) {
  constexpr std::uint64_t ns_per_s = 1'000'000'000, s_per_min = 60;
  const std::uint64_t now = view.shown_ns(), since = view.lane.call_began_ns;
  const std::uint64_t waited_s = now > since && since != 0 ? (now - since) / ns_per_s : 0;
  view.ui().refresh_within(1);
  return fmt::format("caller waits {}:{:02}", waited_s / s_per_min, waited_s % s_per_min);
}

std::string throughput_text(const LaneView& view) {
  if (view.dead()) return "–";
  if (view.lane.figures.broken) return "pool broken";
  if (const int waiting = view.lane.waiting_for_ever(); waiting > 0)
    return fmt::format("{} wait for ever", waiting);
  if (view.lane.waits_in_vain()) return waiting_text(view);
  return rate_figure(view.scene.motion.tasks_per_s()) + " tasks/s";
}

/// An interpreter's version, its GIL and how many cores its workers use, the longest text first.
/// Empty: there is no interpreter, or its version is not known yet.
std::vector<std::string> interpreter_texts(const LaneView& view) {
  const LaneModel& lane = view.lane;
  if (lane.python_version == 0) return {};
  const std::string version = python_version_text(lane.python_version);
  const std::string_view gil = lane.gil == GilState::off ? "no GIL" : "GIL";
  const std::string cores = fmt::format("{:.1f} cores", lane.cpu_share());
  return {fmt::format("Python {} · {} · {} of CPU", version, gil, cores),
          fmt::format("Python {} · {} · {}", version, gil, cores),
          fmt::format("{} · {} · {}", version, gil, cores), fmt::format("{} · {}", version, cores)};
}

/// What the workers had of the cores in the last second; empty: that is not known.
std::string cores_text(const LaneView& view) {
  const MachineModel& machine = view.context.model.machine;
  if (!machine.shares.known) return "";
  return fmt::format(" · {:.2f} of {} cores", view.lane.cpu_share(), machine.cores);
}

void draw_facts(const LaneView& view) {
  Canvas& canvas = view.canvas();
  Rect line = view.layout.facts;
  if (line.empty()) return;
  const int alive = view.lane.alive(), workers = std::max(view.lane.spec.workers, 1);
  const std::string replaced =
      view.lane.respawns == 0 ? "" : fmt::format(", {} replaced", view.lane.respawns);
  const std::string life = fmt::format("{} of {} alive{}", alive, workers, replaced);
  // A script's code starts and stops its workers itself: fewer than all is no loss.
  const bool all = alive >= workers || (view.lane.script.exists() && view.lane.deaths.empty());
  const Rect place = line.cut_right(canvas.text_width(TextRole::figure, life), view.units(12));
  canvas.text_in(place, TextRole::figure, view.ui().tone(all ? Tone::muted : Tone::lost), life,
                 Align::right, Overflow::shrink);

  const std::string_view head = view.kind.one_address_space ? "process" : "parent";
  const auto number = [](int pid) { return pid == 0 ? std::string("–") : std::to_string(pid); };
  const bool gone = view.lane.lane_pid == 0 && !view.lane.deaths.empty();
  const std::string super = number(view.lane.supervisor_pid);
  const std::string holder =
      gone ? number(view.lane.deaths.back().report.pid) + " (dead)" : number(view.lane.lane_pid);
  std::vector<std::string> texts;
  const std::vector<std::string> interpreter = interpreter_texts(view);
  if (!interpreter.empty())
    texts.push_back(fmt::format("{} · {} {}", interpreter.front(), head, holder));
  texts.insert(texts.end(), interpreter.begin(), interpreter.end());
  if (interpreter.empty())
    texts = {
        fmt::format("supervisor {} · {} {}{}", super, head, holder, cores_text(view)),
        fmt::format("{} {}{}", head, holder, cores_text(view)),
        fmt::format("{} {}", head, holder),
    };
  canvas.text_in(line, TextRole::figure, view.ui().tone(Tone::muted),
                 first_fitting(canvas, TextRole::figure, line.w, texts), Align::left,
                 Overflow::shrink);
}

void draw_sentence(const LaneView& view) {
  const Rect& place = view.layout.sentence;
  if (place.empty()) return;
  for (const TextRole role : {TextRole::label, TextRole::small}) {
    if (view.canvas().wrapped_height(place.w, role, view.kind.sentence) > place.h + 1) continue;
    view.canvas().text_wrapped(place, role, view.ui().tone(Tone::text), view.kind.sentence);
    return;
  }
}

}  // namespace

void draw_lane_header(const LaneView& view) {
  Canvas& canvas = view.canvas();
  Rect line = view.layout.title;
  std::string rate = throughput_text(view);
  const float title_width = canvas.text_width(TextRole::lane_title, view.kind.title);
  const bool unit_fits =
      canvas.text_width(TextRole::figure, rate) + title_width + view.units(12) <= line.w;
  const bool is_rate = rate.ends_with("tasks/s");
  if (!unit_fits && is_rate) rate = rate_figure(view.scene.motion.tasks_per_s()) + "/s";
  const TextRole rate_role =
      canvas.text_width(TextRole::figure_large, rate) + title_width + view.units(16) <= line.w
          ? TextRole::figure_large
          : TextRole::figure;
  const float room = std::max(line.w * 0.36F, line.w - title_width - view.units(12));
  const Rect rate_place =
      line.cut_right(std::min(canvas.text_width(rate_role, rate), room), view.units(10));
  canvas.text_in(rate_place, rate_role, view.ui().tone(Tone::text), rate, Align::right,
                 Overflow::shrink);
  canvas.text_in(line, TextRole::lane_title, view.ui().tone(view.tone), view.kind.title,
                 Align::left, Overflow::shrink);
  draw_facts(view);

  draw_sentence(view);
}

}  // namespace sharedfate
