#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/experiment/experiment_report.h"
#include "core/experiment/memory_workers.h"

namespace sharedfate {

/// Which physical page is behind each worker's variable, under lasting names: "A", "B", … Derived
/// from the frame numbers if the kernel gives them. Otherwise from whether the process is the only
/// one that maps its page: several processes can have the page from before the fork only, so that a
/// process that had that page and is now the only one with its page has got a copy.
class MemoryPages {
 public:
  /// To be made before any worker has written.
  explicit MemoryPages(const MemoryWorkers& workers);
  /// To be called after each write or increment of the workers from `first` to before `end`.
  void look(const MemoryWorkers& workers, std::uint32_t first, std::uint32_t end);

  /// Name of the page behind that worker's variable. Empty: not known.
  [[nodiscard]] std::string letter(std::uint32_t worker) const;
  /// Number of pages behind the variables of the workers from `first` to before `end`; 0: unknown.
  [[nodiscard]] std::uint32_t count(std::uint32_t first, std::uint32_t end) const;
  /// How many copies the kernel has made of the page from before the fork.
  [[nodiscard]] std::uint32_t copies() const { return copies_; }

 private:
  struct Page {
    char letter = 0;  ///< 0: unknown
    PageFacts facts;
  };
  [[nodiscard]] bool is_copied(std::uint32_t worker, const PageFacts& now) const;

  std::uint32_t threads_;
  std::vector<Page> pages_;  ///< by worker
  char next_letter_ = 'A';
  std::uint32_t copies_ = 0;
};

/// The result of workers that increment at the same time.
struct IncrementFigures {
  std::uint64_t expected = 0;  ///< how many increments they made
  std::uint64_t measured = 0;  ///< by how much the cell has grown; the sum over all copies of it
};

/// The workers, and the pages behind their variables. Preconditions and errors are those of
/// MemoryWorkers.
class MemoryGroup {
 public:
  static Result<MemoryGroup> start(std::uint32_t each);

  Status write(std::uint32_t worker, MemoryCell cell, std::uint64_t value);
  /// `threads`: all threads increment, otherwise all copies do.
  Result<IncrementFigures> increment(bool threads, MemoryCell cell, std::uint64_t times);

  [[nodiscard]] const MemoryWorkers& workers() const { return *workers_; }
  [[nodiscard]] const MemoryPages& pages() const { return pages_; }
  [[nodiscard]] std::uint64_t value(std::uint32_t worker, MemoryCell cell) const {
    return workers_->view(worker).cell(cell).value;
  }
  /// How many of the workers from `first` to before `end` have last read `value` in `cell`.
  [[nodiscard]] std::uint32_t readers_of(std::uint64_t value, MemoryCell cell, std::uint32_t first,
                                         std::uint32_t end) const;

 private:
  explicit MemoryGroup(std::unique_ptr<MemoryWorkers> workers)
      : workers_(std::move(workers)), pages_(*workers_) {}
  std::unique_ptr<MemoryWorkers> workers_;
  MemoryPages pages_;
};

/// "its own", "also of others", "none yet", "not known: …".
std::string page_use_text(const PageFacts& facts);
/// "0x1ce990" or "withheld".
std::string frame_text(const PageFacts& facts);
/// "0x55d4c0de1000"
std::string address_text(std::uint64_t address);

/// Reports as notes what the kernel does not tell about the pages of these workers, and why.
void report_what_the_kernel_withholds(const MemoryWorkers& workers, ExperimentReport& report);

/// Reports the PID and TID of a worker, and the symbol and address of its variable.
void report_identity(const MemoryWorkers& workers, std::uint32_t worker, ExperimentReport& report);

}  // namespace sharedfate
