// The head of a Python lane: this process becomes the interpreter that the lane is made of.
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "core/lane/head.h"
#include "core/lane/python_layout.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

constexpr const char* usual_interpreter = "python3";

/// The program of the lane, beside the build or where it was installed.
std::string lane_package() {
  const std::string own = own_program_path();
  const std::string folder = own.substr(0, own.rfind('/'));
  const std::string installed =
      folder.substr(0, folder.rfind('/')) + "/share/sharedfate/python/sharedfate_lane";
  return ::access(installed.c_str(), R_OK | X_OK) == 0 ? installed : SHAREDFATE_SOURCE_PYTHON;
}

/// What tasks print is not for the app's own output, and no flood of it shall fill the memory.
void redirect_output() {
  constexpr rlim_t words_max = 16 << 20;
  const rlimit size{words_max, words_max};
  ::setrlimit(RLIMIT_FSIZE, &size);
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(head_words_descriptor, STDERR_FILENO);
}

Error not_started(const std::string& interpreter, int reason) {
  const bool usual = interpreter == usual_interpreter;
  errno = reason;
  return system_error("start the interpreter " + interpreter,
                      usual ? "install it (Debian: apt install python3), or name one with --python "
                              "PATH; every other kind of lane works without it"
                            : "name a python3, 3.8 or newer, for example /usr/bin/python3");
}

}  // namespace

int run_python(HeadContext& context) {
  const LaneSpec& spec = context.spec;
  const std::string interpreter = spec.python.empty() ? usual_interpreter : spec.python;
  // Isolated: neither the person's environment nor the folder that the app runs in changes what is
  // shown. -B: nothing is written beside the program.
  std::array<std::string, 9> words{interpreter,
                                   "-I",
                                   "-B",
                                   lane_package(),
                                   std::string(lane_kind_row(spec.kind).name),
                                   std::to_string(spec.workers),
                                   std::string(start_method_name(spec.start_method)),
                                   std::to_string(spec.chunk_size),
                                   python_layout()};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
  redirect_output();
  ::execvp(interpreter.c_str(), arguments.data());
  context.trouble(not_started(interpreter, errno), true);
  return EXIT_FAILURE;
}

}  // namespace sharedfate
