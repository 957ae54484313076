// The lane process of a Python lane: this process becomes the lane's interpreter.
#include <fcntl.h>
#include <glob.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>
#include <type_traits>

#include "core/fault/fault.h"
#include "core/lane/lane_process.h"
#include "core/system/confinement.h"
#include "core/system/interpreters.h"
#include "core/system/spawn.h"
#include "core/system/user_namespace.h"
#include "core/wire/lane_control.h"
#include "core/wire/message.h"
#include "core/wire/worker_memory.h"
#include "core/workload/workload.h"

namespace sharedfate {
namespace {

struct Place {
  std::string_view name;
  std::size_t number;
};

template <typename Enum>
constexpr std::size_t number_of(Enum value) {
  return static_cast<std::size_t>(value);
}

// Python reads it as two integers and a float: base ticks, base nanoseconds, nanoseconds per tick.
static_assert(sizeof(TickClock) == 24 && std::is_standard_layout_v<TickClock>);
static_assert(sizeof(WorkerMemory) % 8 == 0 && sizeof(LaneProcessMemory) % 8 == 0 &&
              sizeof(LaneControl) % 8 == 0);

constexpr Place places[]{
    {"wire.magic", wire_magic},
    {"wire.version", wire_version},
    {"worker.size", sizeof(WorkerMemory)},
    {"worker.magic", offsetof(WorkerMemory, magic)},
    {"worker.version", offsetof(WorkerMemory, version)},
    {"worker.worker", offsetof(WorkerMemory, worker)},
    {"worker.incarnation", offsetof(WorkerMemory, incarnation)},
    {"worker.sequence", offsetof(WorkerMemory, sequence)},
    {"worker.failed", offsetof(WorkerMemory, failed)},
    {"worker.task", offsetof(WorkerMemory, task)},
    {"worker.task_start_ticks", offsetof(WorkerMemory, task_start_ticks)},
    {"worker.progress_ppm", offsetof(WorkerMemory, progress_ppm)},
    {"worker.activity", offsetof(WorkerMemory, activity)},
    {"worker.tid", offsetof(WorkerMemory, tid)},
    {"worker.core", offsetof(WorkerMemory, core)},
    {"worker.fault_committed", offsetof(WorkerMemory, fault_committed)},
    {"worker.fault_ticks", offsetof(WorkerMemory, fault_ticks)},
    {"worker.claim", offsetof(WorkerMemory, claim)},
    {"worker.abandoned", offsetof(WorkerMemory, abandoned)},
    {"worker.attention", offsetof(WorkerMemory, attention)},
    {"worker.fault_pending", offsetof(WorkerMemory, fault_pending)},
    {"worker.fault_at_task", offsetof(WorkerMemory, fault_at_task)},
    {"worker.tasks_before", offsetof(WorkerMemory, tasks_before)},
    {"worker.stop_requested", offsetof(WorkerMemory, stop_requested)},
    {"worker.ring", offsetof(WorkerMemory, ring)},
    {"ring.capacity", event_ring_capacity},
    {"ring.head", offsetof(EventRing, head)},
    {"ring.slots", offsetof(EventRing, slots)},
    {"control.size", sizeof(LaneControl)},
    {"control.gate_open", offsetof(LaneControl, gate_open)},
    {"control.permits", offsetof(LaneControl, permits)},
    {"control.permits_granted", offsetof(LaneControl, permits_granted)},
    {"control.tempo_ms", offsetof(LaneControl, tempo_ms)},
    {"control.deadline_ms", offsetof(LaneControl, deadline_ms)},
    {"control.niceness", offsetof(LaneControl, niceness)},
    {"control.seed", offsetof(LaneControl, seed)},
    {"control.clock", offsetof(LaneControl, clock)},
    {"lane_process.size", sizeof(LaneProcessMemory)},
    {"lane_process.accepted", offsetof(LaneProcessMemory, accepted)},
    {"lane_process.cancelled", offsetof(LaneProcessMemory, cancelled)},
    {"lane_process.failed", offsetof(LaneProcessMemory, failed)},
    {"lane_process.lost", offsetof(LaneProcessMemory, lost)},
    {"lane_process.broken", offsetof(LaneProcessMemory, broken)},
    {"lane_process.outcomes", offsetof(LaneProcessMemory, outcomes)},
    {"lane_process.queue_depth", offsetof(LaneProcessMemory, queue_depth)},
    {"lane_process.queue_depth_max", offsetof(LaneProcessMemory, queue_depth_max)},
    {"lane_process.requests_handled", offsetof(LaneProcessMemory, requests_handled)},
    {"lane_process.fault_committed", offsetof(LaneProcessMemory, fault_committed)},
    {"lane_process.fault_ticks", offsetof(LaneProcessMemory, fault_ticks)},
    {"lane_process.python_version", offsetof(LaneProcessMemory, python_version)},
    {"lane_process.gil", offsetof(LaneProcessMemory, gil)},
    {"lane_process.switch_interval_us", offsetof(LaneProcessMemory, switch_interval_us)},
    {"lane_process.calls_open", offsetof(LaneProcessMemory, calls_open)},
    {"lane_process.script_state", offsetof(LaneProcessMemory, script_state)},
    {"lane_process.script_line", offsetof(LaneProcessMemory, script_line)},
    {"lane_process.outcomes_kept", outcomes_kept},
    {"request.size", sizeof(RequestMessage)},
    {"request.sequence", offsetof(RequestMessage, sequence)},
    {"request.kind", offsetof(RequestMessage, kind)},
    {"request.worker", offsetof(RequestMessage, worker)},
    {"request.choice", offsetof(RequestMessage, choice)},
    {"request.parameter", offsetof(RequestMessage, parameter)},
    {"request.count", offsetof(RequestMessage, count)},
    {"report.size", sizeof(ReportMessage)},
    {"report.magic", offsetof(ReportMessage, magic)},
    {"report.version", offsetof(ReportMessage, version)},
    {"report.kind", offsetof(ReportMessage, kind)},
    {"report.worker", offsetof(ReportMessage, worker)},
    {"report.incarnation", offsetof(ReportMessage, incarnation)},
    {"report.pid", offsetof(ReportMessage, pid)},
    {"report.pid_inner", offsetof(ReportMessage, pid_inner)},
    {"report.tid", offsetof(ReportMessage, tid)},
    {"report.flag", offsetof(ReportMessage, flag)},
    {"report.value", offsetof(ReportMessage, value)},
    {"report.sequence", offsetof(ReportMessage, sequence)},
    {"report.task", offsetof(ReportMessage, task)},
    {"report.signal", offsetof(ReportMessage, signal)},
    {"report.exit_code", offsetof(ReportMessage, exit_code)},
    {"report.fault", offsetof(ReportMessage, fault)},
    {"report.duration_ns", offsetof(ReportMessage, duration_ns)},
    {"report.cause", offsetof(ReportMessage, cause)},
    {"report.text", offsetof(ReportMessage, text)},
    {"report.cause_size", ReportMessage::cause_size},
    {"report.text_size", ReportMessage::text_size},
    {"report.deadline", deadline_fault},
    {"report_kind.worker_started", number_of(ReportKind::worker_started)},
    {"report_kind.worker_ready", number_of(ReportKind::worker_ready)},
    {"report_kind.worker_died", number_of(ReportKind::worker_died)},
    {"report_kind.worker_stopped", number_of(ReportKind::worker_stopped)},
    {"report_kind.overdue", number_of(ReportKind::overdue)},
    {"report_kind.permits_taken", number_of(ReportKind::permits_taken)},
    {"report_kind.trouble", number_of(ReportKind::trouble)},
    {"report_kind.workers_changed", number_of(ReportKind::workers_changed)},
    {"report_kind.script_call", number_of(ReportKind::script_call)},
    {"report_kind.script_result", number_of(ReportKind::script_result)},
    {"report_kind.script_output", number_of(ReportKind::script_output)},
    {"report_kind.script_error", number_of(ReportKind::script_error)},
    {"report_kind.script_over", number_of(ReportKind::script_over)},
    {"request_kind.submit_tasks", number_of(RequestKind::submit_tasks)},
    {"request_kind.inject_fault", number_of(RequestKind::inject_fault)},
    {"request_kind.set_switch_interval", number_of(RequestKind::set_switch_interval)},
    {"request_kind.stop_lane", number_of(RequestKind::stop_lane)},
    {"activity.starting", number_of(WorkerActivity::starting)},
    {"activity.waiting", number_of(WorkerActivity::waiting)},
    {"activity.paused", number_of(WorkerActivity::paused)},
    {"activity.computing", number_of(WorkerActivity::computing)},
    {"activity.blocked", number_of(WorkerActivity::blocked)},
    {"activity.stopping", number_of(WorkerActivity::stopping)},
    {"outcome.failed", number_of(TaskOutcome::failed)},
    {"script_state.starting", number_of(ScriptState::starting)},
    {"script_state.running", number_of(ScriptState::running)},
    {"script_state.paused", number_of(ScriptState::paused)},
    {"script_state.ended", number_of(ScriptState::ended)},
    {"script_state.failed", number_of(ScriptState::failed)},
    {"gil.on", number_of(GilState::on)},
    {"gil.off", number_of(GilState::off)},
};

/// The offsets of the fields in shared memory and messages, and the numbers of enumerators, as text
/// for the Python package: "worker.sequence=64 fault.segv=0 …". So each is defined in C++ only.
std::string python_layout() {
  std::string text;
  const auto add = [&](std::string_view name, std::size_t number) {
    text += std::string(name) + "=" + std::to_string(number) + " ";
  };
  for (const Place& place : places) add(place.name, place.number);
  for (const FaultRow& row : faults()) add("fault." + std::string(row.name), number_of(row.id));
  for (const WorkloadRow& row : workloads())
    add("workload." + std::string(row.name), number_of(row.id));
  return text;
}

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
