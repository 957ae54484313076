#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/experiment/small_program.h"
#include "core/measure/measurement.h"

namespace sharedfate {

/// Where two real threads stand that go by hand, as the experiment "stepping" has told it last.
struct SteppingPicture {
  enum class Standing : std::uint8_t { paused, waiting, ended };
  struct Worker {
    Standing standing = Standing::paused;
    std::size_t steps_done = 0;
    std::int64_t register_value = 0;
    int tid = 0;
    std::string waits_for;  ///< a lock's name; empty: for none
  };

  const SmallProgram* program = nullptr;
  std::array<Worker, program_workers> workers;
  std::vector<std::int64_t> values;      ///< by variable
  std::vector<std::string> lock_owners;  ///< by lock: "A"; empty: it is free
  std::string order;                     ///< who has gone: "ABB"
  std::string outcome;                   ///< empty: somebody can still go
  std::uint64_t orders_obeyed = 0;
  int pid = 0;  ///< the one process of both threads
};

/// What a measurement of "stepping" says. Nothing: it has not yet told all of it.
std::optional<SteppingPicture> stepping_picture(const Measurement& measurement);

}  // namespace sharedfate
