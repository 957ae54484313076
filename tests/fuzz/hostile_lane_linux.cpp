#include "tests/fuzz/hostile_lane.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "core/lane/supervisor.h"
#include "core/system/message_socket.h"
#include "core/system/process_facts.h"
#include "tests/fuzz/fuzz_target.h"

namespace sharedfate {
namespace {

/// Takes the first word off a line.
std::string_view next_word(std::string_view& line) {
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

/// Takes the first word off a line as a number; if it is none, as a hash of the word.
std::uint64_t next_number(std::string_view& line) {
  const std::string_view word = next_word(line);
  std::uint64_t number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  if (read.ec == std::errc() && read.ptr == word.data() + word.size()) return number;
  for (const char c : word) number = number * 1'099'511'628'211U + static_cast<unsigned char>(c);
  return number;
}

/// Returns a duplicate of the child's end of the socket, to send messages in place of the child.
Descriptor take_socket(int child) {
  const Descriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  const Descriptor socket(
      static_cast<int>(::syscall(SYS_pidfd_getfd, pidfd.get(), supervisor_lab_descriptor, 0)));
  if (!socket.valid() && errno == EPERM) {
    std::fputs("skipped: here a process may not take a descriptor of its child (pidfd_getfd)\n",
               stderr);
    std::_Exit(HostileLane::skipped_status);
  }
  promise(socket.valid(), "the child still has its socket");
  return Descriptor(::dup(socket.get()));
}

template <typename Content>
Mapping<Content> make_memory(Descriptor& descriptor) {
  auto memory = create_shared_memory("hostile", sizeof(Content));
  promise(memory.ok(), "there is shared memory");
  descriptor = memory.take();
  auto mapping = Mapping<Content>::map(descriptor.get(), Access::read_write);
  promise(mapping.ok(), "it can be mapped");
  return mapping.take();
}

}  // namespace

HostileLane::HostileLane(Lab& lab, const LaneOptions& options) : lab_(lab) {
  const std::set<int> before = own_children();
  auto lane = lab_.open({LaneKind::processes, Language::cpp, 3}, options);
  promise(lane.ok(), "a lane opens");
  index_ = lane.value();
  for (const int child : own_children()) {
    if (!before.contains(child)) supervisor_pid_ = child;
  }
  promise(supervisor_pid_ != 0, "the lane has a supervisor");
  socket_ = take_socket(supervisor_pid_);
  for (std::size_t i = 0; i < memories_.size(); ++i) {
    Memory& memory = memories_[i];
    const auto use = [&memory](auto& mapping) {
      memory.words = reinterpret_cast<std::uint64_t*>(&*mapping);
      memory.count = sizeof *mapping / sizeof(std::uint64_t);
    };
    if (i < worker_memory_count) {
      memory.worker = make_memory<WorkerMemory>(memory.descriptor);
      memory.worker->magic = wire_magic;
      memory.worker->version = wire_version;
      use(memory.worker);
    } else if (i == worker_memory_count) {
      memory.lane_process = make_memory<LaneProcessMemory>(memory.descriptor);
      memory.lane_process->magic = wire_magic;
      memory.lane_process->version = wire_version;
      use(memory.lane_process);
    } else {
      memory.control = make_memory<LaneControl>(memory.descriptor);
      use(memory.control);
    }
  }
  unsealed_ = Descriptor(::memfd_create("unsealed", MFD_CLOEXEC));
  promise(::ftruncate(unsealed_.get(), sizeof(WorkerMemory)) == 0, "memory has a size");
}

HostileLane::~HostileLane() { lab_.close(index_); }

int HostileLane::memory_descriptor(std::uint64_t choice) const {
  if (choice < memories_.size()) return memories_[choice].descriptor.get();
  if (choice == memories_.size()) return unsealed_.get();
  if (choice == memories_.size() + 1) return socket_.get();
  return -1;
}

void HostileLane::obey(std::string_view line) {
  const std::string_view verb = next_word(line);
  if (verb == "report") return report(line);
  if (verb == "poke") return poke(line);
  if (verb == "push") return push(line);
  if (verb == "garble") return garble(line);
  if (verb == "reset") return ask(ResetLane{});
  if (verb == "submit") return ask(SubmitTasks{{WorkloadId::square, 1}, next_number(line)});
  if (verb == "workers")
    return ask(SetWorkers{1 + static_cast<int>(next_number(line) % worker_count_max)});
  if (verb == "fault") {
    FaultSpec fault_spec;
    fault_spec.fault = FaultId::segv;
    fault_spec.worker = 1 + static_cast<int>(next_number(line) % 3);
    return ask(InjectFault{fault_spec});
  }
}

void HostileLane::report(std::string_view words) {
  ReportMessage message;
  message.kind = static_cast<ReportKind>(next_number(words));
  message.worker = static_cast<std::uint32_t>(next_number(words));
  message.incarnation = static_cast<std::uint32_t>(next_number(words));
  message.pid = static_cast<std::int32_t>(next_number(words));
  message.flag = static_cast<std::uint32_t>(next_number(words));
  message.value = static_cast<std::uint32_t>(next_number(words));
  message.sequence = next_number(words);
  const int passed = memory_descriptor(next_number(words));
  message.tid = message.pid_inner = message.signal = message.pid;
  message.fault = message.has_address = message.value;
  message.task = message.duration_ns = message.address = message.sequence;
  // The texts fill their arrays without a terminating zero: the reader must stop at the end.
  for (std::size_t i = 0; i < message.cause.size() && !words.empty(); ++i)
    message.cause[i] = words[i % words.size()];
  for (std::size_t i = 0; i < message.text.size() && !words.empty(); ++i)
    message.text[i] = words[i % words.size()];
  (void)send_message(socket_.get(), &message, sizeof message, passed, Blocking::no);
}

void HostileLane::poke(std::string_view words) {
  constexpr std::uint64_t times_max = 4096;
  Memory& memory = memories_[next_number(words) % memories_.size()];
  const std::uint64_t at = next_number(words), value = next_number(words);
  const std::uint64_t times = std::min(next_number(words), times_max) + 1;
  for (std::uint64_t i = 0; i < times; ++i) {
    const std::uint64_t word = (at % memory.count + i * 7) % memory.count;
    std::atomic_ref(memory.words[word]).store(value + i, std::memory_order_relaxed);
  }
}

void HostileLane::push(std::string_view words) {
  constexpr std::uint64_t count_max = 40'000;
  Memory& memory = memories_[next_number(words) % worker_memory_count];
  const std::uint64_t count = next_number(words) % count_max, value = next_number(words);
  for (std::uint64_t i = 0; i < count; ++i)
    memory.worker->ring.push({value + i, value * i, value, ~value});
}

void HostileLane::garble(std::string_view words) {
  const std::uint64_t size = next_number(words) % (2 * sizeof(ReportMessage));
  std::vector<char> bytes(size, '\xA5');
  (void)send_message(socket_.get(), bytes.data(), bytes.size(), -1, Blocking::no);
}

/// The lab may accept or refuse the request.
void HostileLane::ask(const Request& request) { (void)lab_.request(index_, request); }

}  // namespace sharedfate
