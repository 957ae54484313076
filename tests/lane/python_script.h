#pragma once

#include "core/catalog/lane_kind.h"
#include "tests/lane/interpreters.h"

namespace sharedfate::testing {

/// Code that makes a pool, as an article may print it: six tasks, two lines of output.
inline constexpr const char* article = R"(from multiprocessing import Pool


def square(n):
    return n * n


if __name__ == "__main__":
    pool = Pool(5)
    print(pool.map(square, [2, 3, 4]))
    print(pool.map(square, [10, 21, 43]))
    pool.terminate()
)";

/// A Python lane of the first of interpreters(), which must not be empty; five workers, one if
/// serial.
inline LaneSpec python_lane(LaneKind kind, StartMethod method = StartMethod::usual) {
  LaneSpec spec{.kind = kind, .language = Language::python};
  spec.workers = kind == LaneKind::python_serial ? 1 : 5;
  spec.start_method = method;
  spec.python = interpreters().front().path;
  return spec;
}

}  // namespace sharedfate::testing
