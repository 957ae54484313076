#pragma once

#include <string>
#include <vector>

#include "app/playground/command/argument_parser.h"
#include "app/playground/command/lab_options.h"

namespace sharedfate {

/// The options that the window and `run` have in common.
struct SharedOptions {
  std::vector<std::string> lanes;
  ValueOption workload, tasks, tempo, seed, deadline, python;
  bool no_namespaces = false;
};

/// All options and subcommands with their help texts, and the values that were typed. Not movable,
/// because the parser keeps addresses of its members.
class CommandSyntax {
 public:
  CommandSyntax();
  CommandSyntax(const CommandSyntax&) = delete;
  CommandSyntax& operator=(const CommandSyntax&) = delete;

  ArgumentParser parser;
  Subcommand run, chaos, gil, policies, faults, workloads, lanes, lesson_check, lesson_new,
      lesson_list;
  LabSyntax lab;

  SharedOptions window_shared, run_shared;
  ValueOption size, theme, scale, screenshot, after, film, observe, open_lesson, lessons, open_lab;
  bool paused = false, no_motion = false, free_play = false, no_place = false, measure = false;
  std::vector<std::string> fault_specs;
  ValueOption policy, timeout, python_code;
  std::vector<std::string> chaos_lanes;
  ValueOption chaos_faults, chaos_first, chaos_seed, chaos_beside;
  bool chaos_no_namespaces = false;
  ValueOption gil_python, gil_workers, gil_repeat;
  bool json = false;
  std::vector<std::string> lesson_paths;
  std::string lesson_file;
  ValueOption repeat, rounds_limit;
  bool check_no_namespaces = false;

 private:
  void add_shared(const Subcommand& to, SharedOptions& options, const std::string& tasks_default,
                  const std::string& tempo_default);
  void add_window_options();
  void add_run();
  void add_chaos();
  void add_gil();
  void add_lesson();
  Subcommand add_list(const std::string& name, const std::string& sentence);
};

}  // namespace sharedfate
