#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// What threads and processes hold and read, as the experiment "cells" has told it last.
struct MemoryPicture {
  struct Worker {
    std::string name;  ///< "T1", "parent", "P1"
    int pid = 0, tid = 0;
    std::string address;  ///< of the variable
    std::int64_t value = 0;
    std::string page;               ///< a letter: the same letter, the same page; "unknown"
    std::string frame;              ///< its number; empty: the kernel withholds it
    std::int64_t shared_value = 0;  ///< of processes
    std::string shared_address, shared_frame;
  };
  struct Page {
    std::string letter;
    std::string frame;
    std::vector<std::string> owners;  ///< whose variable is in it
  };

  std::string symbol;
  std::vector<Worker> threads, processes;  ///< the first process is the parent
  std::string done;                        ///< what was done last, in words
  std::uint64_t copies_made = 0, orders_obeyed = 0;

  /// The pages behind the variable of all processes, by letter.
  [[nodiscard]] std::vector<Page> pages() const;
  /// The number of a worker in an order: threads first, then processes.
  [[nodiscard]] std::size_t count() const { return threads.size() + processes.size(); }
};

/// What a measurement of "cells" says. Nothing: it has not yet told all of it.
std::optional<MemoryPicture> memory_picture(const Measurement& measurement);

}  // namespace sharedfate
