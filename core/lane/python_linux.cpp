// The lane process of a Python lane: this process becomes the lane's interpreter.
#include <fcntl.h>
#include <glob.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <type_traits>

#include "core/lane/lane_process.h"
#include "core/lane/python_layout.h"
#include "core/system/confinement.h"
#include "core/system/interpreters.h"
#include "core/system/spawn.h"
#include "core/system/user_namespace.h"

namespace sharedfate {
namespace {

constexpr const char* usual_interpreter = "python3";

/// The lane's Python package: the installed one if there is one, otherwise that of the source tree.
std::string lane_package() {
  const std::string own = own_program_path();
  const std::string folder = own.substr(0, own.rfind('/'));
  const std::string installed =
      folder.substr(0, folder.rfind('/')) + "/share/sharedfate/python/sharedfate_lane";
  return ::access(installed.c_str(), R_OK | X_OK) == 0 ? installed : SHAREDFATE_SOURCE_PYTHON;
}

/// The path with all links resolved; empty if it does not exist.
std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> real{};
  return ::realpath(path.c_str(), real.data()) == nullptr ? std::string()
                                                          : std::string(real.data());
}

/// What a confined interpreter may read of its own installation: its program, library and modules.
/// Not the whole prefix, which may hold the user's files as well.
std::vector<std::string> parts_of(const std::string& program) {
  std::vector<std::string> parts{program};
  const std::string folder = program.substr(0, program.rfind('/'));
  const std::string prefix = folder.substr(0, folder.rfind('/'));
  for (const char* pattern : {"/lib/python3*", "/lib64/python3*", "/lib/*.so*"}) {
    glob_t found{};
    if (::glob((prefix + pattern).c_str(), 0, nullptr, &found) == 0)
      parts.insert(parts.end(), found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
  }
  return parts;
}

bool is_script(const std::string& program) {
  std::array<char, 2> begin{};
  std::ifstream(program).read(begin.data(), begin.size());
  return begin[0] == '#' && begin[1] == '!';
}

/// The interpreter's program as confined code can start it: by its real path, because links may
/// lead through folders that it does not see. If the default "python3" is a script that selects an
/// interpreter, which reads more than confined code may, the first installed one that is not a
/// script.
std::string confined_program(const std::string& interpreter) {
  std::string found = real_path(find_program(interpreter));
  if (interpreter == usual_interpreter && is_script(found)) {
    for (const std::string& other : find_interpreters()) {
      if (!is_script(other)) return real_path(other);
    }
  }
  return found.empty() ? interpreter : found;
}

/// Confines this process as the origin of its code demands, and reports the result. Returns false
/// if that is not enough to run the code.
bool confine(const LaneProcessContext& context, const std::string& program) {
  ConfinementWish wish;
  const bool foreign = context.code_origin == CodeOrigin::foreign;
  wish.level = foreign ? ConfinementLevel::full : ConfinementLevel::limits;
  wish.readable = {lane_package()};
  // Confined code can read what is below /usr anyway.
  if (foreign && !program.starts_with("/usr/")) {
    const std::vector<std::string> parts = parts_of(program);
    wish.readable.insert(wish.readable.end(), parts.begin(), parts.end());
  }
  const std::string namespaces_remedy = user_namespace_remedy();
  const Confinement reached = confine_self(wish);
  ReportMessage message;
  message.kind = ReportKind::confined;
  message.flag = static_cast<std::uint32_t>(context.code_origin);
  static_assert(std::is_trivially_copyable_v<Confinement> &&
                sizeof reached <= ReportMessage::text_size);
  std::memcpy(message.text.data(), &reached, sizeof reached);
  context.report(message);
  if (!foreign || reached.is_enough_for_foreign_code()) return true;
  std::string denied;
  for (std::size_t part = 0; part < confinement_parts && denied.empty(); ++part) {
    if (reached.has(static_cast<ConfinementPart>(part))) continue;
    denied =
        confinement_error(reached, static_cast<ConfinementPart>(part), namespaces_remedy).text();
  }
  context.trouble({"run code that a file brought along", "it cannot be confined here: " + denied,
                   "read it, and if you trust it, run it as your own: copy it into a new text"},
                  true);
  return false;
}

/// What tasks print must not mix with the app's output: standard output is discarded, standard
/// error captured. The file size limit keeps a flood of it from filling the memory.
Status redirect_output() {
  constexpr rlim_t words_max = 16 << 20;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlim_t most = std::min(words_max, before.rlim_max);
  const rlimit size{most, most};
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const bool redirected = ::setrlimit(RLIMIT_FSIZE, &size) == 0 && nowhere.valid() &&
                          ::dup2(nowhere.get(), STDOUT_FILENO) >= 0 &&
                          ::dup2(lane_process_stderr_descriptor, STDERR_FILENO) >= 0;
  return redirected ? Status(Done{}) : system_error("keep what the interpreter says");
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

int run_python(LaneProcessContext& context) {
  const LaneSpec& spec = context.spec;
  const std::string interpreter = spec.python.empty() ? usual_interpreter : spec.python;
  std::string program = interpreter;
  if (context.code_origin == CodeOrigin::foreign) {
    program = confined_program(interpreter);
    ::setenv("PATH", "/usr/bin:/bin", 1);
    ::setenv("HOME", "/tmp", 1);
  }
  // -I: neither the user's environment nor the working folder changes what runs. -B: no bytecode is
  // written beside the program.
  std::array<std::string, 10> words{program,
                                    "-I",
                                    "-B",
                                    lane_package(),
                                    std::string(lane_kind_row(spec.kind).name),
                                    std::to_string(spec.workers),
                                    std::string(start_method_name(spec.start_method)),
                                    std::to_string(spec.chunk_size),
                                    python_layout(),
                                    std::string(origin_name(context.code_origin))};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
  if (const Status redirected = redirect_output(); !redirected) {
    context.trouble(redirected.error(), true);
    return EXIT_FAILURE;
  }
  if (context.code_origin != CodeOrigin::none && !confine(context, program)) return EXIT_FAILURE;
  ::execvp(program.c_str(), arguments.data());
  context.trouble(not_started(interpreter, errno), true);
  return EXIT_FAILURE;
}

}  // namespace sharedfate
