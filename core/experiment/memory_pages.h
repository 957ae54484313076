#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/experiment/experiment_report.h"
#include "core/experiment/memory_workers.h"

namespace sharedfate {

/// Which physical page stands behind each worker's variable, under names that last: "A", "B", …
/// From the frame numbers where the kernel tells them. Otherwise from its word that a process is
/// the only one with its page: the page from before the fork is the only one that several can have,
/// so that whoever had it and no longer shares any has got a copy.
class MemoryPages {
 public:
  /// As `workers` stand when nobody has written yet.
  explicit MemoryPages(const MemoryWorkers& workers);
  /// After each thing that the workers from `first` to before `end` did.
  void look(const MemoryWorkers& workers, std::uint32_t first, std::uint32_t end);

  /// Of the variable's page of that worker. Empty: the kernel tells nothing.
  [[nodiscard]] std::string letter(std::uint32_t worker) const;
  /// How many pages there are behind the variable of a number of workers; 0: not known.
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

/// "its own", "also of others", "none yet", "not told: …".
std::string page_use_text(const PageFacts& facts);
/// "0x1ce990", or that the kernel withholds it.
std::string frame_text(const PageFacts& facts);
/// "0x55d4c0de1000"
std::string address_text(std::uint64_t address);

/// Notes what the kernel does not tell about the pages of these workers, and why.
void report_what_the_kernel_withholds(const MemoryWorkers& workers, ExperimentReport& report);

}  // namespace sharedfate
