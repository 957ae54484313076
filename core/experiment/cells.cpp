#include <array>
#include <optional>
#include <string>

#include "core/experiment/memory_group.h"
#include "core/experiment/rows.h"

// The facts that are reported at the start and after each order: first, after increments only,
// "expected", "measured" and "lost"; then for each worker ("T1", "parent", "P1") "PID", "TID" and,
// of its variable, "symbol", "address", "value", "page" (the same letter means the same page),
// "use" and "frame", for a process also "shared address", "shared value", "shared use" and "shared
// frame"; then "copies made", "done" (in words) and, as the last one, "orders obeyed".
namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "How many threads, and how many processes after a fork",
                 .standard = "3",
                 .least = 1,
                 .most = memory_workers_max},
};

std::string plural(std::uint64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::string_view cell_words(MemoryCell cell) {
  return cell == MemoryCell::counter ? "its variable" : "the shared cell";
}

void describe(const MemoryGroup& group, ExperimentReport& report) {
  const MemoryWorkers& workers = group.workers();
  for (std::uint32_t worker = 0; worker < workers.count(); ++worker) {
    const std::string of = workers.name(worker);
    const MemoryView& view = workers.view(worker);
    const CellView& own = view.cell(MemoryCell::counter);
    report_identity(workers, worker, report);
    report.fact(of, "value", static_cast<double>(own.value), "");
    const std::string letter = group.pages().letter(worker);
    report.fact(of, "page", letter.empty() ? "unknown" : letter);
    report.fact(of, "use", page_use_text(own.page));
    report.fact(of, "frame", frame_text(own.page));
    if (!workers.has(worker, MemoryCell::shared)) continue;
    const CellView& shared = view.cell(MemoryCell::shared);
    report.fact(of, "shared address", address_text(shared.address));
    report.fact(of, "shared value", static_cast<double>(shared.value), "");
    report.fact(of, "shared use", page_use_text(shared.page));
    report.fact(of, "shared frame", frame_text(shared.page));
  }
  report.fact("", "copies made", group.pages().copies(), "");
}

/// Returns a sentence about what was done.
Result<std::string> write(MemoryGroup& group, const MemoryOrder& order) {
  const std::uint32_t copies = group.pages().copies();
  if (Status done = group.write(order.worker, order.cell, order.value); !done) return done.error();
  const std::uint64_t faults = group.workers().view(order.worker).page_faults;
  return group.workers().name(order.worker) + " wrote " + std::to_string(order.value) + " into " +
         std::string(cell_words(order.cell)) + ": " + plural(faults, "page fault") +
         (group.pages().copies() > copies ? ", and the kernel copied the page" : "");
}

Result<std::string> increment(MemoryGroup& group, const MemoryOrder& order,
                              ExperimentReport& report) {
  const bool threads = group.workers().is_thread(order.worker);
  const auto figures = group.increment(threads, order.cell, order.value);
  if (!figures) return figures.error();
  const auto expected = static_cast<double>(figures.value().expected),
             measured = static_cast<double>(figures.value().measured);
  report.fact("", "expected", expected, "");
  report.fact("", "measured", measured, "");
  report.fact("", "lost", expected - measured, "");
  return std::string(threads ? "each thread" : "each process") + " added 1 to " +
         std::string(cell_words(order.cell)) + " " + std::to_string(order.value) +
         " times: " + std::to_string(figures.value().expected - figures.value().measured) + " of " +
         std::to_string(figures.value().expected) + " lost";
}

/// Whether the order names an action, a worker and a cell of that worker, and no more increments
/// than allowed.
bool makes_sense(const MemoryWorkers& workers, const MemoryOrder& order) {
  if (order.action > MemoryAction::increment) return false;
  if (order.cell > MemoryCell::shared || order.worker >= workers.count()) return false;
  if (!workers.has(order.worker, order.cell)) return false;
  return order.action == MemoryAction::write || order.value <= memory_increments_max;
}

/// Executes the order and returns a sentence about it. start_over leaves `group` empty: the old
/// processes end before the caller starts new ones.
Result<std::string> obey_order(std::optional<MemoryGroup>& group, const MemoryOrder& order,
                               ExperimentReport& report) {
  if (order.action == MemoryAction::start_over) {
    group.reset();
    return std::string("new processes, and nothing written yet");
  }
  if (!makes_sense(group->workers(), order))
    return std::string("an order that makes no sense: nothing was done");
  return order.action == MemoryAction::write ? write(*group, order)
                                             : increment(*group, order, report);
}

Status run(const Parameters& chosen, ExperimentReport& report) {
  const auto each = static_cast<std::uint32_t>(chosen.number("workers"));
  std::optional<MemoryGroup> group;
  std::string done = "nothing yet";
  for (std::uint64_t obeyed = 0;; ++obeyed) {
    if (!group) {
      auto started = MemoryGroup::start(each);
      if (!started) return started.error();
      group.emplace(started.take());
      if (obeyed == 0) report_what_the_kernel_withholds(group->workers(), report);
    }
    describe(*group, report);
    report.fact("", "done", done);
    report.fact("", "orders obeyed", static_cast<double>(obeyed), "");
    const auto asked = report.next_order();
    if (!asked) return Done{};
    const MemoryOrder order = MemoryOrder::from(*asked);
    if (order.action == MemoryAction::finish) return Done{};
    auto words = obey_order(group, order, report);
    if (!words) return words.error();
    done = words.value();
  }
}

}  // namespace

const ExperimentRow cells_experiment{
    .name = "cells",
    .sentence = "One variable in threads and in processes: you say which of them writes what.",
    .parameters = parameters,
    .run = run,
    .by_hand = true,
};

}  // namespace sharedfate
