// The head of a Python lane: this process becomes the interpreter that the lane is made of.
#include <fcntl.h>
#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <type_traits>

#include "core/lane/head.h"
#include "core/lane/python_layout.h"
#include "core/system/confinement.h"
#include "core/system/interpreters.h"
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

/// The path with all links followed; empty where there is nothing.
std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> real{};
  return ::realpath(path.c_str(), real.data()) == nullptr ? std::string()
                                                          : std::string(real.data());
}

/// The folder that an interpreter was installed into: two above its program, links followed. Empty:
/// it is nowhere.
std::string prefix_of(const std::string& interpreter) {
  const std::string program = real_path(interpreter);
  if (program.empty()) return {};
  const std::string folder = program.substr(0, program.rfind('/'));
  return folder.substr(0, folder.rfind('/')) + '/';
}

/// Whether a folder (with a slash at its end) holds the files of the person at the keyboard.
bool holds_home(const std::string& folder) {
  const auto is_in_folder = [&](const char* home) {
    return home != nullptr && (real_path(home) + '/').starts_with(folder);
  };
  const passwd* const account = ::getpwuid(::getuid());
  return is_in_folder(std::getenv("HOME")) ||
         (account != nullptr && is_in_folder(account->pw_dir)) || folder == "/";
}

/// Adds what a confined interpreter reads of its own: what it was installed with.
Status add_interpreter(const std::string& interpreter, ConfinementWish& wish) {
  const std::string prefix = prefix_of(interpreter);
  if (prefix.empty() || prefix == "/usr/") return Done{};  // which everybody may read
  if (holds_home(prefix))
    return Error{"run code that a file brought along with " + interpreter,
                 "it would see all of " + prefix + ", where your own files are",
                 "name an interpreter that is installed elsewhere, for example /usr/bin/python3"};
  wish.readable.push_back(prefix.substr(0, prefix.size() - 1));
  return Done{};
}

/// Confines this process as the origin of its code demands, and says how far that went. False: not
/// far enough, the code does not run.
bool confine(const HeadContext& context, const std::string& interpreter) {
  ConfinementWish wish;
  const bool foreign = context.code_origin == CodeOrigin::foreign;
  wish.level = foreign ? ConfinementLevel::full : ConfinementLevel::limits;
  wish.readable = {lane_package()};
  if (foreign) {
    const Status added = add_interpreter(interpreter, wish);
    if (!added) return context.trouble(added.error(), true), false;
  }
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
    denied = confinement_error(reached, static_cast<ConfinementPart>(part)).text();
  }
  context.trouble({"run code that a file brought along", "it cannot be confined here: " + denied,
                   "read it, and if you trust it, run it as your own: copy it into a new text"},
                  true);
  return false;
}

/// What tasks print is not for the app's own output, and no flood of it shall fill the memory.
Status redirect_output() {
  constexpr rlim_t words_max = 16 << 20;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlim_t most = std::min(words_max, before.rlim_max);
  const rlimit size{most, most};
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const bool redirected = ::setrlimit(RLIMIT_FSIZE, &size) == 0 && nowhere.valid() &&
                          ::dup2(nowhere.get(), STDOUT_FILENO) >= 0 &&
                          ::dup2(head_words_descriptor, STDERR_FILENO) >= 0;
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

int run_python(HeadContext& context) {
  const LaneSpec& spec = context.spec;
  const std::string interpreter = spec.python.empty() ? usual_interpreter : spec.python;
  std::string program = interpreter;
  if (context.code_origin == CodeOrigin::foreign) {
    // It may be a link out of a folder that is not there for the confined.
    const std::string found = real_path(find_program(interpreter));
    if (!found.empty()) program = found;
  }
  // Isolated: neither the person's environment nor the folder that the app runs in changes what is
  // shown. -B: nothing is written beside the program.
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
