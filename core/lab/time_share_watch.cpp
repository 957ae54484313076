#include "core/lab/time_share_watch.h"

#include <algorithm>

namespace sharedfate {
namespace {

std::uint64_t growth(std::uint64_t before, std::uint64_t after) {
  return std::max(before, after) - before;
}

}  // namespace

void TimeShareWatch::add(const ThreadTimes& times, std::uint64_t now_ns) {
  Sample sample{.at_ns = now_ns, .times = times};
  if (count_ > 0) {
    const Sample& before = last();
    const std::uint64_t ran_ns = growth(before.times.cpu_ns, times.cpu_ns);
    const std::uint64_t ready_ns = growth(before.times.ready_ns, times.ready_ns);
    const bool gained = ran_ns + ready_ns > 0;
    shares_.ran = ran_ns > 0;
    if (times.ready && times.waits_known) {
      sample.may_wait_ns = growth(ran_ns + ready_ns, now_ns - before.at_ns);
      if (!gained) sample.waits_ns = sample.may_wait_ns += before.may_wait_ns;
    }
  }
  if (count_ == kept) {
    std::rotate(samples_.begin(), samples_.begin() + 1, samples_.end());
    --count_;
  }
  samples_[count_++] = sample;
}

void TimeShareWatch::follow_task(std::uint64_t sequence, bool busy) {
  if (!busy) task_began_ = {};
  if (busy && (task_began_.at_ns == 0 || sequence != task_sequence_)) task_began_ = last();
  task_sequence_ = sequence;
  shares_.task_ns = busy ? last().at_ns - task_began_.at_ns : 0;
  shares_.task_cpu_ns = busy ? growth(task_began_.times.cpu_ns, last().times.cpu_ns) : 0;
}

const TimeShares& TimeShareWatch::look(const std::optional<ThreadTimes>& times,
                                       std::uint64_t sequence, bool busy, std::uint64_t now_ns) {
  if (!times) {
    forget();
    return shares_;
  }
  add(*times, now_ns);
  follow_task(sequence, busy);
  shares_.sleeps = !times->ready && !times->stopped;
  shares_.no_core_ns = last().waits_ns;
  shares_.ready_known = times->waits_known;
  const Sample& first = samples_.front();
  shares_.known = last().at_ns > first.at_ns;
  if (!shares_.known) return shares_;
  const auto passed_ns = static_cast<double>(last().at_ns - first.at_ns);
  const std::uint64_t ran_ns = growth(first.times.cpu_ns, times->cpu_ns);
  const std::uint64_t ready_ns =
      growth(first.times.ready_ns + first.waits_ns, times->ready_ns + last().waits_ns);
  shares_.on_core = std::min(1.0, static_cast<double>(ran_ns) / passed_ns);
  // A wait that began before the first look is added up after it.
  shares_.ready = std::min(1.0 - shares_.on_core, static_cast<double>(ready_ns) / passed_ns);
  return shares_;
}

}  // namespace sharedfate
