#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/small_program.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// The state of the two threads of the experiment "stepping", as it last reported it.
struct SteppingPicture {
  enum class Standing : std::uint8_t { paused, waiting, ended };
  struct Worker {
    Standing standing = Standing::paused;
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;
    std::string waits_for;  ///< a lock's name; empty: none
  };

  const SmallProgram* program = nullptr;
  std::array<Worker, program_workers> workers;
  std::vector<std::int64_t> values;      ///< by variable
  std::vector<std::string> lock_owners;  ///< by lock: "A"; empty: the lock is free
  std::string order;                     ///< the worker of each step so far: "ABB"
  std::string outcome;                   ///< empty: not known yet
  std::uint64_t orders_obeyed = 0;
  int pid = 0;  ///< of the process of both threads
};

/// Reads a measurement of "stepping"; nothing while a fact is missing.
std::optional<SteppingPicture> stepping_picture(const Measurement& measurement);

}  // namespace sharedfate
