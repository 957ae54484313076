#pragma once

#include <cstdint>
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

/// "its own", "also of others", "none yet", "not told: …".
std::string page_use_text(const PageFacts& facts);
/// "0x1ce990" or "withheld".
std::string frame_text(const PageFacts& facts);
/// "0x55d4c0de1000"
std::string address_text(std::uint64_t address);

/// Reports as notes what the kernel does not tell about the pages of these workers, and why.
void report_what_the_kernel_withholds(const MemoryWorkers& workers, ExperimentReport& report);

}  // namespace sharedfate
