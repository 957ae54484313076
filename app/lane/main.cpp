// The lane program: every process of a C++ lane or of an experiment runs one of its roles. Started
// by sharedfate, not by hand.
#include <cstdlib>
#include <string>
#include <vector>

#include "core/experiment/experiment_process.h"
#include "core/lane/lane_process.h"
#include "core/lane/supervisor.h"
#include "core/system/spawn.h"
#include "core/system/terminal.h"

namespace {

struct Role {
  const char* name;
  std::size_t argument_count;
  int (*run)(const std::vector<std::string>& arguments);
};

constexpr Role roles[] = {
    {"supervisor", 10, sharedfate::run_supervisor},
    {"lane-process", 5, sharedfate::run_lane_process},
    {"nothing", 1, [](const std::vector<std::string>&) { return EXIT_SUCCESS; }},
    {"experiment", 4, sharedfate::run_experiment_process},
};

}  // namespace

int main(int argument_count, char** arguments) {
  sharedfate::remember_arguments(argument_count, arguments);
  const std::vector<std::string> words(arguments + 1, arguments + argument_count);
  for (const Role& role : roles) {
    if (!words.empty() && words[0] == role.name && words.size() == role.argument_count)
      return role.run(words);
  }
  sharedfate::write_error(
      "sharedfate-lane is started by sharedfate; run `sharedfate --help` instead.\n");
  return EXIT_FAILURE;
}
