// A real interpreter is confined by every part of the confinement, and its code cannot exceed the
// limits.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/system/confinement.h"
#include "core/system/descriptor.h"
#include "tests/crash/confined_python.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

class Confined : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = cannot_confine(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_F(Confined, runs_and_reaches_every_part_and_still_dies_with_its_parent) {
  for (const ConfinedAs as : {ConfinedAs::ordinary_user, ConfinedAs::myself}) {
    const ConfinedRun run = run_confined("print('runs')", {}, as);
    EXPECT_EQ(run.printed, "runs\n");
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(run.parts.size(), confinement_parts);
    for (const std::string& part : run.parts) EXPECT_TRUE(part.ends_with(" reached")) << part;
    EXPECT_TRUE(run.dies_with_parent);
  }
}

TEST_F(Confined, is_not_root_even_where_root_starts_it) {
  const ConfinedRun run =
      run_confined("import os; print(0 in os.getresuid() + os.getresgid(), os.getgroups())", {},
                   ConfinedAs::myself);
  EXPECT_EQ(run.printed, ::getuid() == 0 ? "False []\n" : run.printed);
  EXPECT_TRUE(run.printed.starts_with("False"));
}

/// Whether all user ids are mapped: a container may map only the first 65536.
bool maps_all_users() {
  std::istringstream map(content_of("/proc/self/uid_map"));
  std::uint64_t inside = 0, outside = 0, count = 0;
  map >> inside >> outside >> count;
  return count > 2'147'483'647;
}

TEST_F(Confined, is_a_user_of_its_own_where_root_starts_it) {
  const bool root = ::getuid() == 0;
  const std::size_t at_once = !root ? 2 : maps_all_users() ? 20 : 10;
  const std::vector<std::string> users =
      run_confined_at_once(at_once, "import os; print(os.getuid(), flush=True); os.read(1, 1)");
  EXPECT_EQ(users.size(), at_once);
  const std::set<std::string> different(users.begin(), users.end());
  EXPECT_EQ(different.size(), root ? at_once : 1);
  EXPECT_EQ(different.contains(std::to_string(::getuid())), !root);
}

TEST_F(Confined, is_not_enough_without_a_supervisor_and_says_which_part_is_missing) {
  const ConfinedRun run = run_confined("print('runs')", {}, ConfinedAs::outside_lane);
  EXPECT_FALSE(run.enough);
  EXPECT_TRUE(run.part("own_processes").starts_with("denied: could not be in a pid namespace"));
  for (const char* part :
       {"own_session", "no_network", "own_root", "limits", "no_new_privileges", "files"})
    EXPECT_EQ(run.part(part), "reached") << part;
}

TEST_F(Confined, changes_nothing_outside) {
  const std::string before = content_of("/proc/self/mountinfo");
  const ConfinedRun run = run_confined("open('/tmp/sharedfate-scratch', 'w').write('here')");
  EXPECT_EQ(run.exit_code, 0) << run.printed;
  EXPECT_EQ(content_of("/proc/self/mountinfo"), before);
  EXPECT_FALSE(std::filesystem::exists("/tmp/sharedfate-scratch"));
}

constexpr const char* fork_bomb = R"(
import os, sys
gate_out, gate_in = os.pipe()
worked = 0
for i in range(500):
    try:
        pid = os.fork()
    except BlockingIOError:
        continue
    if pid == 0:
        os.close(gate_in)
        os.read(gate_out, 1)
        os._exit(0)
    worked += 1
print(worked)
)";

TEST_F(Confined, fork_bomb_ends_at_the_limit_of_processes) {
  const ConfinedRun run = run_confined(fork_bomb, {"processes=20"});
  ASSERT_TRUE(run.ended);
  EXPECT_EQ(run.printed, "19\n") << "it counts itself";
  EXPECT_EQ(run_confined(fork_bomb, {"processes=20"}).printed, "19\n")
      << "what ran before does not count";
}

TEST_F(Confined, threads_count_as_processes) {
  const ConfinedRun run = run_confined(R"(
import threading
gate = threading.Event()
worked = 0
try:
    for i in range(100):
        threading.Thread(target=gate.wait).start()
        worked += 1
except RuntimeError:
    pass
print(worked)
gate.set()
)",
                                       {"processes=20"});
  EXPECT_EQ(run.printed, "19\n");
}

TEST_F(Confined, leaves_room_for_64_threads_that_compute_at_once) {
  const ConfinedRun run = run_confined(R"(
import threading
def work(): sum([x * x for x in range(20000)])
all_here = threading.Barrier(64)
def turn():
    all_here.wait()
    work()
threads = [threading.Thread(target=turn) for i in range(64)]
for t in threads: t.start()
for t in threads: t.join()
print('done')
)");
  EXPECT_EQ(run.printed, "done\n");
}

TEST_F(Confined, is_refused_ten_gigabytes) {
  const ConfinedRun run = run_confined(R"(
try:
    bytearray(10 << 30)
    print('got it')
except MemoryError:
    print('MemoryError')
)");
  EXPECT_EQ(run.printed, "MemoryError\n");
}

TEST_F(Confined, is_refused_more_descriptors) {
  const ConfinedRun run = run_confined(R"(
import errno, os
try:
    while True: last = os.open('/dev/null', os.O_RDONLY)
except OSError as refused:
    print(errno.errorcode[refused.errno], last)
)",
                                       {"descriptors=40"});
  EXPECT_EQ(run.printed, "EMFILE 39\n");
}

TEST_F(Confined, endless_loop_ends_by_the_limit_of_processor_time) {
  EXPECT_EQ(run_confined("while True: pass", {"cpu=1"}).signal, SIGXCPU);
  const ConfinedRun deaf = run_confined(R"(
import signal
signal.signal(signal.SIGXCPU, signal.SIG_IGN)
while True: pass
)",
                                        {"cpu=1"});
  EXPECT_EQ(deaf.signal, SIGKILL) << "it does not help to ignore the first";
}

TEST_F(Confined, endless_file_ends_at_its_limit_and_so_do_many_files) {
  const ConfinedRun one = run_confined(R"(
import errno
try:
    with open('/tmp/endless', 'wb', buffering=0) as file:
        while True: file.write(b'x' * 65536)
except OSError as refused:
    print(errno.errorcode[refused.errno])
import os
print(os.path.getsize('/tmp/endless'))
)",
                                       {"file=1048576"});
  EXPECT_EQ(one.printed, "EFBIG\n1048576\n");
  const ConfinedRun many = run_confined(R"(
import errno
for folder in '/tmp', '/dev/shm':
    written = 0
    try:
        for i in range(100):
            with open(f'{folder}/{i}', 'wb', buffering=0) as file:
                written += file.write(b'x' * 65536)
    except OSError as refused:
        print(errno.errorcode[refused.errno], written)
)",
                                        {"scratch=1048576"});
  EXPECT_EQ(many.printed, "ENOSPC 1048576\nENOSPC 1048576\n");
}

TEST_F(Confined, limits_alone_leave_files_and_network_as_they_are) {
  const TemporaryFolder folder;
  std::filesystem::permissions(folder.path(""), std::filesystem::perms::all);
  std::ofstream(folder.path("note")) << "seen";
  const ConfinedRun run = run_confined("print(open('" + folder.path("note") + R"(').read())
import socket
socket.create_server(('127.0.0.1', 0))
try:
    bytearray(10 << 30)
except MemoryError:
    print('MemoryError')
)",
                                       {"limits-only=1"});
  EXPECT_EQ(run.printed, "seen\nMemoryError\n");
  EXPECT_EQ(run.part("limits"), "reached");
  EXPECT_EQ(run.part("files"), "not tried");
  EXPECT_FALSE(run.enough);
}

}  // namespace
}  // namespace sharedfate::testing
