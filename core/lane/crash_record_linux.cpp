#include "core/lane/crash_record.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <link.h>
#include <unwind.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>

#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

constexpr std::array crash_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t signal_stack_size = 64 * 1024;

struct Module {
  std::uintptr_t base, begin, end;
};
constexpr std::size_t module_count_max = 32;

/// The modules loaded into this process, in the loader's order. That order is the same in every
/// process of this program, so a (module, offset) written by one can be named by another. Written
/// once, before threads exist.
std::array<Module, module_count_max> modules;
std::size_t module_count = 0;

thread_local WorkerMemory* memory_of_thread = nullptr;

/// The alternate signal stack of a thread. The destructor disables it before the memory is freed.
class SignalStack {
 public:
  SignalStack() : memory_(std::make_unique_for_overwrite<char[]>(signal_stack_size)) {
    // Not zero-filled: a worker that does not crash does not touch these pages.
    stack_t stack{};
    stack.ss_sp = memory_.get();
    stack.ss_size = signal_stack_size;
    ::sigaltstack(&stack, nullptr);
  }
  ~SignalStack() {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    ::sigaltstack(&none, nullptr);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  std::unique_ptr<char[]> memory_;
};

int remember_module(dl_phdr_info* information, std::size_t, void*) {
  if (module_count == module_count_max) return 1;
  Module module{information->dlpi_addr, UINTPTR_MAX, 0};
  for (int i = 0; i < information->dlpi_phnum; ++i) {
    const auto& header = information->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    module.begin = std::min(module.begin, module.base + header.p_vaddr);
    module.end = std::max(module.end, module.base + header.p_vaddr + header.p_memsz);
  }
  modules[module_count++] = module;
  return 0;
}

struct Walk {
  CrashRecord* words;
  std::uintptr_t fault_address;
  bool reached;
};

/// Adds one frame. Skips those of the handler, which lie inside the frame that the signal
/// interrupted.
_Unwind_Reason_Code add_frame(_Unwind_Context* context, void* argument) {
  Walk& walk = *static_cast<Walk*>(argument);
  int is_interrupted = 0;
  std::uintptr_t address = _Unwind_GetIPInfo(context, &is_interrupted);
  if (!walk.reached && address != walk.fault_address) return _URC_NO_REASON;
  // If a function ends with the call, the return address lies behind its end.
  if (is_interrupted == 0) --address;
  walk.reached = true;
  CrashRecord& words = *walk.words;
  if (words.frame_count == CrashRecord::frame_count_max) return _URC_END_OF_STACK;
  for (std::uint32_t i = 0; i < module_count; ++i) {
    if (address < modules[i].begin || address >= modules[i].end) continue;
    words.frames[words.frame_count++] = {i, 0, address - modules[i].base};
    break;
  }
  return _URC_NO_REASON;
}

std::uintptr_t interrupted_address(const void* context) {
  const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return machine.pc;
#else
#error "say where this processor keeps the interrupted instruction's address"
#endif
}

void on_crash(int signal, siginfo_t* information, void* context) {
  WorkerMemory* const memory = memory_of_thread;
  if (memory != nullptr && memory->crash_record.complete.load(std::memory_order_relaxed) == 0) {
    CrashRecord& words = memory->crash_record;
    words.signal = signal;
    // SI_KERNEL: the processor gives no address, as for a non-canonical pointer.
    const bool named = information->si_code > 0 && information->si_code != SI_KERNEL;
    words.has_address = named && signal != SIGABRT ? 1 : 0;
    words.address = reinterpret_cast<std::uintptr_t>(information->si_addr);
    words.ticks = read_ticks();
    const std::uint64_t sequence = memory->sequence.load(std::memory_order_relaxed);
    words.task = sequence % 2 == 1 ? memory->task.load(std::memory_order_relaxed) : 0;
    words.frame_count = 0;
    Walk walk{&words, interrupted_address(context), false};
    _Unwind_Backtrace(add_frame, &walk);
    words.complete.store(1, std::memory_order_release);
  }
  // SA_RESETHAND has restored the default action. Returning repeats the faulting instruction, which
  // then ends the process as if there were no handler. A signal that a process sent does not repeat
  // by itself.
  if (information->si_code <= 0) std::raise(signal);
}

[[noreturn]] void on_terminate() {
  if (WorkerMemory* const memory = memory_of_thread) {
    const char* cause = "std::terminate was called";
    try {
      if (const auto current = std::current_exception()) std::rethrow_exception(current);
    } catch (const std::exception& exception) {
      cause = exception.what();
    } catch (...) {
      cause = "an exception of an unknown type";
    }
    std::strncpy(memory->crash_record.cause.data(), cause, CrashRecord::cause_size - 1);
  }
  std::abort();
}

std::string name_frame(const CrashRecord::Frame& frame) {
  if (frame.module >= module_count) return "?";
  const std::uintptr_t address = modules[frame.module].base + frame.offset;
  if (address < modules[frame.module].begin || address >= modules[frame.module].end) return "?";
  Dl_info information{};
  if (::dladdr(reinterpret_cast<void*>(address), &information) == 0) return "?";
  if (information.dli_sname == nullptr) {
    const char* const slash = std::strrchr(information.dli_fname, '/');
    return std::string("in ") + (slash == nullptr ? information.dli_fname : slash + 1);
  }
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> plain(
      abi::__cxa_demangle(information.dli_sname, nullptr, nullptr, &status), std::free);
  const std::string name = status == 0 ? plain.get() : information.dli_sname;
  // Without the parameter list, to be short enough for the screen.
  return name.substr(0, name.find('('));
}

}  // namespace

void prepare_crash_record() {
  module_count = 0;
  ::dl_iterate_phdr(remember_module, nullptr);
  std::set_terminate(on_terminate);
  struct sigaction action {};
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  for (const int signal : crash_signals) ::sigaction(signal, &action, nullptr);
}

void arm_crash_record(WorkerMemory& memory) {
  memory_of_thread = &memory;
  thread_local const SignalStack stack;
}

std::vector<std::string> name_stack(const CrashRecord& words) {
  std::vector<std::string> names;
  const std::uint32_t count = std::min(words.frame_count, CrashRecord::frame_count_max);
  for (std::uint32_t i = 0; i < count; ++i) names.push_back(name_frame(words.frames[i]));
  return names;
}

}  // namespace sharedfate
