#include "core/experiment/memory_group.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <set>

namespace sharedfate {

MemoryPages::MemoryPages(const MemoryWorkers& workers) : threads_(workers.each()) {
  // The threads have one page; the other process and its copies still share a second one.
  const char of_threads = next_letter_++, of_processes = next_letter_++;
  for (std::uint32_t worker = 0; worker < workers.count(); ++worker) {
    const PageFacts& facts = workers.view(worker).cell(MemoryCell::counter).page;
    const bool known = facts.use == PageUse::sole || facts.use == PageUse::several;
    const char letter = workers.is_thread(worker) ? of_threads : of_processes;
    pages_.push_back({known ? letter : '\0', facts});
  }
}

bool MemoryPages::is_copied(std::uint32_t worker, const PageFacts& now) const {
  const Page& before = pages_[worker];
  if (before.letter == 0 || worker < threads_) return false;
  if (now.frame != 0 && before.facts.frame != 0) return now.frame != before.facts.frame;
  if (before.facts.use != PageUse::several || now.use != PageUse::sole) return false;
  // The last process that maps the old page becomes its sole owner without a copy.
  return std::count_if(pages_.begin(), pages_.end(),
                       [&](const Page& page) { return page.letter == before.letter; }) > 1;
}

void MemoryPages::look(const MemoryWorkers& workers, std::uint32_t first, std::uint32_t end) {
  for (std::uint32_t worker = first; worker < end; ++worker) {
    if (!is_copied(worker, workers.view(worker).cell(MemoryCell::counter).page)) continue;
    pages_[worker].letter = next_letter_++;
    ++copies_;
  }
  for (std::uint32_t worker = 0; worker < workers.count(); ++worker)
    pages_[worker].facts = workers.view(worker).cell(MemoryCell::counter).page;
}

std::string MemoryPages::letter(std::uint32_t worker) const {
  const char letter = pages_[worker].letter;
  return letter == 0 ? std::string() : std::string(1, letter);
}

std::uint32_t MemoryPages::count(std::uint32_t first, std::uint32_t end) const {
  std::set<char> letters;
  for (std::uint32_t worker = first; worker < end; ++worker) letters.insert(pages_[worker].letter);
  return letters.contains(0) ? 0 : static_cast<std::uint32_t>(letters.size());
}

Result<MemoryGroup> MemoryGroup::start(std::uint32_t each) {
  auto workers = MemoryWorkers::start(each);
  if (!workers) return workers.error();
  return MemoryGroup(workers.take());
}

Status MemoryGroup::write(std::uint32_t worker, MemoryCell cell, std::uint64_t value) {
  Status written = workers_->write(worker, cell, value);
  if (written) pages_.look(*workers_, worker, worker + 1);
  return written;
}

Result<IncrementFigures> MemoryGroup::increment(bool threads, MemoryCell cell,
                                                std::uint64_t times) {
  const std::uint32_t each = workers_->each();
  const std::uint32_t first = threads ? 0 : workers_->parent() + 1, end = first + each;
  // Each copy has a variable of its own, so that all of them are added up. Threads, and the shared
  // cell, have only one.
  const bool is_copied = !threads && cell == MemoryCell::counter;
  const auto sum = [&] {
    std::uint64_t total = 0;
    for (std::uint32_t worker = first; worker < (is_copied ? end : first + 1); ++worker)
      total += value(worker, cell);
    return total;
  };
  const std::uint64_t before = sum();
  if (Status done = workers_->increment(threads, cell, times); !done) return done.error();
  pages_.look(*workers_, first, end);
  return IncrementFigures{.expected = each * times, .measured = sum() - before};
}

std::uint32_t MemoryGroup::readers_of(std::uint64_t wanted, MemoryCell cell, std::uint32_t first,
                                      std::uint32_t end) const {
  std::uint32_t readers = 0;
  for (std::uint32_t worker = first; worker < end; ++worker) {
    if (value(worker, cell) == wanted) ++readers;
  }
  return readers;
}

std::string page_use_text(const PageFacts& facts) {
  switch (facts.use) {
    case PageUse::unknown:
      break;
    case PageUse::none:
      return "none yet";
    case PageUse::sole:
      return "its own";
    case PageUse::several:
      return "also of others";
  }
  return "not known: " +
         std::string(facts.error == 0 ? "the kernel counts no pages" : std::strerror(facts.error));
}

std::string frame_text(const PageFacts& facts) {
  return facts.frame == 0 ? "withheld" : address_text(facts.frame);
}

std::string address_text(std::uint64_t address) {
  std::array<char, 24> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), address, 16);
  return "0x" + std::string(digits.data(), end);
}

void report_what_the_kernel_withholds(const MemoryWorkers& workers, ExperimentReport& report) {
  const PageFacts& facts = workers.view(workers.parent()).cell(MemoryCell::counter).page;
  if (facts.error != 0)
    report.note("/proc/self/pagemap cannot be read (" + std::string(std::strerror(facts.error)) +
                "): what is said of pages comes from /proc/self/smaps.");
  if (facts.use == PageUse::unknown) {
    report.note("This kernel does not report which processes have a page: no pages are shown.");
  } else if (facts.frame == 0) {
    report.note(
        "The kernel reports whether a page is of one process or of several, and withholds its "
        "frame "
        "number: that is for the administrator of the whole machine (CAP_SYS_ADMIN), outside of "
        "any namespace.");
  }
  if (page_size() > sizeof(MemoryPage))
    report.note(
        "A page of this machine is larger than what the variable keeps free around itself: "
        "a write beside it may copy its page, too.");
}

void report_identity(const MemoryWorkers& workers, std::uint32_t worker, ExperimentReport& report) {
  const MemoryView& view = workers.view(worker);
  const std::string of = workers.name(worker);
  report.fact(of, "PID", view.pid, "");
  report.fact(of, "TID", view.tid, "");
  report.fact(of, "symbol", memory_symbol);
  report.fact(of, "address", address_text(view.cell(MemoryCell::counter).address));
}

}  // namespace sharedfate
