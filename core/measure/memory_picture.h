#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/measure/measurement.h"

namespace sharedfate {

/// The state of the threads and processes of the experiment "cells", as it last reported it.
struct MemoryPicture {
  struct Worker {
    std::string name;  ///< "T1", "parent", "P1"
    int pid = 0, tid = 0;
    std::string address;  ///< of the variable
    std::int64_t value = 0;
    std::string page;               ///< a letter, the same for the same page; "unknown"
    std::string frame;              ///< the page frame's number; empty: the kernel withholds it
    std::int64_t shared_value = 0;  ///< this and the next two: for processes only
    std::string shared_address, shared_frame;
  };
  struct Page {
    std::string letter;
    std::string frame;
    std::vector<std::string> owners;  ///< names of the workers whose variable is in it
  };

  std::string symbol;
  std::vector<Worker> threads, processes;  ///< the first process is the parent
  std::string done;                        ///< the last order that was obeyed, in words
  std::uint64_t copies_made = 0, orders_obeyed = 0;

  /// The pages that hold the variable of the processes, by letter.
  [[nodiscard]] std::vector<Page> pages() const;
  /// The number of all workers. Orders count them: threads first, then processes.
  [[nodiscard]] std::size_t count() const { return threads.size() + processes.size(); }
};

/// Reads a measurement of "cells"; nothing while a fact is missing.
std::optional<MemoryPicture> memory_picture(const Measurement& measurement);

}  // namespace sharedfate
