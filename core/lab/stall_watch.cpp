#include "core/lab/stall_watch.h"

#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

WorkerCondition condition_of(const ThreadState& state, bool busy) {
  if (state.stopped()) return WorkerCondition::stopped;
  // Without a task it waits for one, as it should.
  if (!busy) return WorkerCondition::moving;
  if (!state.sleeping()) return WorkerCondition::running;
  return state.in_futex ? WorkerCondition::waits_on_lock : WorkerCondition::sleeps_in_kernel;
}

}  // namespace

const StallWatch::Finding& StallWatch::look(const WorkerProgress& progress, bool idle_too,
                                            std::uint64_t now_ns) {
  const bool moved =
      moved_ns_ == 0 || progress.sequence != sequence_ || progress.progress_ppm != progress_ppm_;
  sequence_ = progress.sequence;
  progress_ppm_ = progress.progress_ppm;
  if (moved) {
    moved_ns_ = now_ns;
    finding_ = {};
  }
  const bool worth_it = progress.busy || idle_too || finding_ != Finding{};
  if (!worth_it || progress.tid == 0 || now_ns - moved_ns_ < grace_ns ||
      now_ns - looked_ns_ < interval_ns)
    return finding_;
  looked_ns_ = now_ns;
  const std::optional<ThreadState> state = read_thread_state(progress.pid, progress.tid);
  // It is gone: its death will be reported in a moment.
  if (!state) return finding_;
  const WorkerCondition condition = condition_of(*state, progress.busy);
  // A stop lasts. Any other state may be momentary, so two looks have to agree.
  const bool again = condition == finding_.condition && condition != WorkerCondition::moving;
  if (!again) suspected_cpu_ms_ = state->cpu_ms;
  const bool burns = state->cpu_ms >= suspected_cpu_ms_ + burnt_ms;
  const bool sure = condition == WorkerCondition::stopped ||
                    (again && (condition != WorkerCondition::running || burns));
  finding_ = {condition, sure,
              condition == WorkerCondition::waits_on_lock && state->word != 0 &&
                  state->word == progress.wanted_lock_address};
  return finding_;
}

}  // namespace sharedfate
