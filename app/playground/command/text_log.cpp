#include <fmt/format.h>

#include "app/playground/command/text_output.h"
#include "core/model/death_text.h"
#include "core/report/worker_text.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

constexpr double totals_period_s = 1;

class TextLog : public TextOutput {
 public:
  void begin(const std::string& sentence) override { write(sentence + "\n"); }

  void print(const std::string& sentence, double time_s) override { line(time_s, sentence); }

  void note(const Model& model, const Event& event, double time_s) override {
    if (const auto* lane_process = std::get_if<LaneProcessStarted>(&event))
      note_lane_process(model, *lane_process, time_s);
    if (const auto* worker = std::get_if<WorkerStarted>(&event))
      note_worker(model, *worker, time_s);
    if (const auto* ready = std::get_if<WorkerReady>(&event)) note_ready(model, *ready, time_s);
    if (const auto* trouble = std::get_if<LaneTroubled>(&event)) {
      lane_line(model, trouble->lane, time_s, trouble->message);
    }
    if (const auto* named = std::get_if<WorkerNamed>(&event); named != nullptr && named->sure)
      note_trouble(model, named->lane, named->worker, time_s);
    if (const auto* spoken = std::get_if<CrashRecorded>(&event))
      note_trouble(model, spoken->lane, spoken->worker, time_s);
    if (const auto* died = std::get_if<WorkerDied>(&event)) note_death(model, died->lane, time_s);
    if (const auto* died = std::get_if<LaneProcessDied>(&event))
      note_death(model, died->lane, time_s);
    if (const auto* died = std::get_if<SupervisorDied>(&event))
      note_death(model, died->lane, time_s);
  }

  void refresh(const Model& model, double time_s) override {
    if (time_s < totals_due_s_) return;
    totals_due_s_ = time_s + totals_period_s;
    totals(model, time_s);
  }

  void finish(const Model& model, double time_s) override {
    line(time_s, "The end. What became of every task:");
    totals(model, time_s);
  }

  [[nodiscard]] bool writable() const override { return writable_; }

 private:
  void write(const std::string& text) { writable_ = writable_ && write_output(text); }

  void line(double time_s, const std::string& text) {
    write(fmt::format("{:7.3f} s  {}\n", time_s, text));
  }

  void lane_line(const Model& model, LaneIndex lane, double time_s, const std::string& text) {
    line(time_s, fmt::format("{:<12}  {}",
                             to_text(model.lanes[static_cast<std::size_t>(lane)].spec), text));
  }

  void note_lane_process(const Model& model, const LaneProcessStarted& event, double time_s) {
    const LaneModel& lane = model.lanes[static_cast<std::size_t>(event.lane)];
    const bool one_space = lane_kind_row(lane.spec.kind).one_address_space;
    lane_line(model, event.lane, time_s,
              fmt::format("PID {} started: {}", event.pid,
                          one_space ? "one process for the queue and all workers"
                                    : "the parent, which holds the queue"));
  }

  void note_worker(const Model& model, const WorkerStarted& event, double time_s) {
    const LaneModel& lane = model.lanes[static_cast<std::size_t>(event.lane)];
    std::string text =
        fmt::format("{} started: PID {}", worker_label(lane.spec, event.worker), event.pid);
    if (lane_kind_row(lane.spec.kind).one_address_space && event.tid != 0)
      text += fmt::format(", TID {}", event.tid);
    if (event.replaces_dead) text += ", in place of the dead one";
    lane_line(model, event.lane, time_s, text);
  }

  void note_ready(const Model& model, const WorkerReady& event, double time_s) {
    const LaneModel& lane = model.lanes[static_cast<std::size_t>(event.lane)];
    lane_line(model, event.lane, time_s,
              fmt::format("{} is ready, {:.1f} ms after the death was known",
                          worker_label(lane.spec, event.worker),
                          static_cast<double>(event.ready_after_ns) / 1e6));
  }

  void note_trouble(const Model& model, LaneIndex index, int number, double time_s) {
    const LaneModel& lane = model.lanes[static_cast<std::size_t>(index)];
    const WorkerModel* const worker = find_worker(lane, number);
    const std::string trouble = worker == nullptr ? "" : trouble_of_worker(lane, *worker);
    if (trouble.empty()) return;
    lane_line(model, index, time_s,
              fmt::format("{}: {}", worker_label(lane.spec, number), trouble));
  }

  void note_death(const Model& model, LaneIndex index, double time_s) {
    const LaneModel& lane = model.lanes[static_cast<std::size_t>(index)];
    if (lane.deaths.empty()) return;
    lane_line(model, index, time_s, death_sentence(lane.spec, lane.deaths.back()));
    lane_line(model, index, time_s, death_consequences(lane.spec, lane.deaths.back()));
  }

  void totals(const Model& model, double time_s) {
    for (std::size_t i = 0; i < model.lanes.size(); ++i) {
      if (!model.lanes[i].exists) continue;
      lane_line(model, static_cast<LaneIndex>(i), time_s, account_text(model.lanes[i].account()));
    }
  }

  double totals_due_s_ = totals_period_s;
  bool writable_ = true;
};

}  // namespace

std::unique_ptr<TextOutput> make_text_log() { return std::make_unique<TextLog>(); }

}  // namespace sharedfate
