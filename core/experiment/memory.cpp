#include <array>
#include <string>
#include <vector>

#include "core/experiment/memory_group.h"
#include "core/experiment/rows.h"
#include "core/experiment/statistics.h"
#include "core/system/scheduling.h"

namespace sharedfate {
namespace {

constexpr std::array parameters{
    ParameterRow{.name = "workers",
                 .sentence = "How many threads, and how many processes after a fork",
                 .standard = "3",
                 .least = 1,
                 .most = memory_workers_max},
    ParameterRow{.name = "increments",
                 .sentence = "How often each of them adds 1 when all do so side by side",
                 .standard = "200000",
                 .least = 1,
                 .most = memory_increments_max},
    ParameterRow{.name = "runs",
                 .sentence = "How often they do that",
                 .standard = "11",
                 .least = 1,
                 .most = 1'000},
};

/// The value that each worker reads at `moment`, and the page behind it.
void report_moment(const MemoryGroup& group, const std::string& moment, ExperimentReport& report) {
  const MemoryWorkers& workers = group.workers();
  for (std::uint32_t worker = 0; worker < workers.count(); ++worker) {
    const std::string of = workers.name(worker);
    const CellView& cell = workers.view(worker).cell(MemoryCell::counter);
    report.fact(of, "value " + moment, static_cast<double>(cell.value), "");
    const std::string letter = group.pages().letter(worker);
    report.fact(of, "page " + moment,
                (letter.empty() ? "" : letter + ", ") + page_use_text(cell.page));
    if (cell.page.frame != 0) report.fact(of, "frame " + moment, frame_text(cell.page));
  }
}

/// The workers that are compared under one name of the report.
struct Group {
  std::string_view name;
  std::uint32_t first, end;  ///< the workers from `first` to before `end` could see a write
  std::uint32_t writer;
  MemoryCell cell;
};

class MemoryRun {
 public:
  MemoryRun(MemoryGroup& group, const Parameters& chosen, ExperimentReport& report)
      : group_(group),
        report_(report),
        increments_(chosen.number("increments")),
        runs_(chosen.number("runs")) {
    const MemoryWorkers& workers = group.workers();
    const std::uint32_t parent = workers.parent(), all = workers.count();
    groups_ = {Group{"threads", 0, parent, 0, MemoryCell::counter},
               Group{"processes", parent, all, parent + 1, MemoryCell::counter},
               Group{"shared mapping", parent, all, parent + 1, MemoryCell::shared}};
  }

  Status run() {
    // Reported first, so that the groups, which the class compares, are above the single workers.
    for (const Group& group : groups_)
      report_.fact(group.name, "could see a write", group.end - group.first, "");
    for (std::uint32_t worker = 0; worker < group_.workers().count(); ++worker)
      report_identity(group_.workers(), worker, report_);
    report_moment(group_, "at first", report_);
    report_pages("pages at first");
    for (const Group& group : groups_) {
      if (Status written = first_write(group); !written) return written;
    }
    report_moment(group_, "after a write by the 1st", report_);
    report_pages("pages after a write by the 1st");
    if (Status written = all_write(); !written) return written;
    report_moment(group_, "after all wrote", report_);
    report_pages("pages after all wrote");
    report_.fact("processes", "copies made", group_.pages().copies(), "");
    report_shared();
    return race();
  }

 private:
  Status first_write(const Group& group) {
    constexpr std::uint64_t value = 7;
    if (Status done = group_.write(group.writer, group.cell, value); !done) return done;
    const std::uint32_t readers = group_.readers_of(value, group.cell, group.first, group.end);
    const MemoryView& writer = group_.workers().view(group.writer);
    report_.fact(group.name, "a write is seen by", readers, "");
    report_.fact(group.name, "page faults of the 1st write",
                 static_cast<double>(writer.page_faults), "");
    if (Status done = group_.write(group.writer, group.cell, value); !done) return done;
    report_.fact(group.name, "of the 2nd write", static_cast<double>(writer.page_faults), "");
    return Done{};
  }

  /// Each thread, and each copy, writes a value of its own: 1, 2, 3, …
  Status all_write() {
    for (const Group& group : {groups_[0], groups_[1]}) {
      for (std::uint32_t worker = group.writer; worker < group.end; ++worker) {
        const Status done = group_.write(worker, group.cell, worker - group.writer + 1);
        if (!done) return done;
      }
    }
    return Done{};
  }

  void report_pages(const std::string& name) {
    for (const Group& group : {groups_[0], groups_[1]}) {
      const std::uint32_t pages = group_.pages().count(group.first, group.end);
      if (pages != 0) report_.fact(group.name, name, pages, "");
    }
  }

  void report_shared() {
    const Group& group = groups_[2];
    for (std::uint32_t worker = group.first; worker < group.end; ++worker) {
      const std::string of = group_.workers().name(worker);
      const CellView& cell = group_.workers().view(worker).cell(MemoryCell::shared);
      report_.fact(of, "shared address", address_text(cell.address));
      report_.fact(of, "shared value", static_cast<double>(cell.value), "");
      report_.fact(of, "shared page", page_use_text(cell.page));
      if (cell.page.frame != 0) report_.fact(of, "shared frame", frame_text(cell.page));
    }
  }

  Status race() {
    std::array<std::vector<double>, 3> lost;
    std::array<std::uint32_t, 3> series{};
    for (std::size_t i = 0; i < groups_.size(); ++i)
      series[i] = report_.series(groups_[i].name, "lost", "run", "increments");
    const std::uint64_t parent_before = group_.value(groups_[1].first, MemoryCell::counter);
    const auto increment = [&](std::uint64_t run, std::size_t i) -> Status {
      const auto figures = group_.increment(i == 0, groups_[i].cell, increments_);
      if (!figures) return figures.error();
      if (run == 0) return Done{};
      const auto expected = static_cast<double>(figures.value().expected);
      lost[i].push_back(expected - static_cast<double>(figures.value().measured));
      report_lost(report_, groups_[i].name, expected, lost[i]);
      report_.point(series[i], static_cast<double>(run), lost[i].back());
      return Done{};
    };
    if (Status done = measure_in_turn(report_, runs_, groups_.size(), increment); !done)
      return done;
    const std::uint64_t parent_after = group_.value(groups_[1].first, MemoryCell::counter);
    report_.fact("processes", "parent moved by", static_cast<double>(parent_after - parent_before),
                 "");
    return Done{};
  }

  MemoryGroup& group_;
  ExperimentReport& report_;
  std::uint64_t increments_, runs_;
  std::array<Group, 3> groups_;
};

Status run(const Parameters& chosen, ExperimentReport& report) {
  auto group = MemoryGroup::start(static_cast<std::uint32_t>(chosen.number("workers")));
  if (!group) return group.error();
  MemoryRun memory_run(group.value(), chosen, report);
  if (Status done = memory_run.run(); !done) return done;
  report.fact("", "cores", static_cast<double>(usable_core_count()), "");
  report_what_the_kernel_withholds(group.value().workers(), report);
  report.note(
      "Same letter, same page of the machine's memory. The processes have the page from before the "
      "fork until they write: then the kernel copies it, in a page fault.");
  report.note(
      "Each increment is a load, an addition and a store, as an unprotected counter++ is. The "
      "processes lose nothing in their own variables, and share nothing: the parent's never "
      "moves.");
  if (usable_core_count() < chosen.number("workers"))
    report.note(
        "There are fewer cores than workers: they take turns, and lose less than they would side "
        "by side.");
  return Done{};
}

}  // namespace

const ExperimentRow memory_experiment{
    .name = "memory",
    .sentence =
        "One variable in threads, after a fork, and in shared memory: which of them see a write?",
    .parameters = parameters,
    .run = run,
};

}  // namespace sharedfate
