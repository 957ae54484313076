// Runs code in a lane, for tests that need another user or code from elsewhere. Usage: code_lane
// LANE own|foreign FILE SECONDS. Prints the lane as JSON once the code or the lane is over, its
// output was cut, or SECONDS have passed.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/lab/lab.h"
#include "core/lab/live_model.h"
#include "core/report/state_json.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

int run(const std::vector<std::string>& words) {
  const auto spec = parse_lane_argument(words[0]);
  std::ifstream file(words[2]);
  std::stringstream text;
  text << file.rdbuf();
  if (!spec || !file) return EXIT_FAILURE;
  LaneOptions options;
  options.gate_open = true;
  options.code = {text.str(), words[1] == "foreign" ? CodeOrigin::foreign : CodeOrigin::own};
  Lab lab;
  LiveModel live(lab);
  const auto lane = lab.open(spec.value(), options);
  if (!lane) return std::puts(lane.error().text().c_str()), EXIT_FAILURE;
  constexpr std::uint64_t ns_per_s = 1'000'000'000;
  const std::uint64_t end_ns =
      monotonic_ns() + static_cast<std::uint64_t>(std::atoi(words[3].c_str())) * ns_per_s;
  const auto over = [&] {
    const LaneModel* model = live.lane(lane.value());
    if (model == nullptr) return false;
    return model->over() || model->script.output_cut ||
           (model->script.is_over() && model->quiescent());
  };
  do {
    live.drain({});
    if (over()) break;
    lab.wait(5);
  } while (monotonic_ns() < end_ns);
  constexpr auto replace = nlohmann::ordered_json::error_handler_t::replace;
  std::puts(state_json(live.model(), {})["lanes"][0].dump(1, ' ', false, replace).c_str());
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sharedfate

int main(int count, char** words) {
  if (count != 5) return EXIT_FAILURE;
  return sharedfate::run({words + 1, words + count});
}
