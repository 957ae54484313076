#include "app/playground/command/commands.h"
#include "core/system/terminal.h"

namespace sharedfate {
namespace {

struct Execute {
  int operator()(const WindowCommand& command) const { return window_command(command); }
  int operator()(const RunCommand& command) const { return run_command(command); }
  int operator()(const ChaosCommand& command) const { return chaos_command(command); }
  int operator()(const GilCommand& command) const { return gil_command(command); }
  int operator()(const ListCommand& command) const { return list_command(command); }
  int operator()(const LessonCheckCommand& command) const { return lesson_check_command(command); }
  int operator()(const LessonNewCommand& command) const { return lesson_new_command(command); }
  int operator()(const LessonListCommand& command) const { return lesson_list_command(command); }
  int operator()(const LabCommand& command) const { return lab_command(command); }
  int operator()(const LabListCommand& command) const { return lab_list_command(command); }
  int operator()(const PrintCommand& command) const {
    return write_output(command.text) ? exit_success : exit_failure;
  }
};

int execute(int argument_count, const char* const* arguments) {
  guard_standard_streams();
  const auto parsed = parse_command_line(argument_count, arguments);
  if (const auto* error = std::get_if<UsageError>(&parsed)) {
    write_error(error->text);
    return exit_usage;
  }
  return std::visit(Execute{}, std::get<Command>(parsed));
}

}  // namespace
}  // namespace sharedfate

int main(int argc, char** argv) { return sharedfate::execute(argc, argv); }
