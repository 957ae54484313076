// Confined code must not reach files, sockets, processes and privileges of others; some attempts
// are shown to work unconfined. It must be able to use a pool of its own processes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/system/descriptor.h"
#include "core/system/file_view.h"
#include "tests/crash/confined_python.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

class ConfinedReach : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string reason = cannot_confine(); !reason.empty()) GTEST_SKIP() << reason;
  }
};

/// A folder that an ordinary user may read and write, with a file in it.
struct OpenFolder {
  OpenFolder() {
    std::filesystem::permissions(folder.path(""), std::filesystem::perms::all);
    std::ofstream(file()) << "secret";
    std::filesystem::permissions(file(), std::filesystem::perms::all);
  }
  [[nodiscard]] std::string file() const { return folder.path("file"); }
  TemporaryFolder folder;
};

std::string attempt(const std::string& statement) {
  return "try:\n    " + statement + "\n    print('worked')\nexcept OSError as refused:\n" +
         "    import errno\n    print(errno.errorcode[refused.errno])\n";
}

TEST_F(ConfinedReach, no_file_outside_is_there) {
  const OpenFolder outside;
  const std::string read = attempt("open('" + outside.file() + "').read()");
  const std::string write = attempt("open('" + outside.file() + "', 'w').write('changed')");
  EXPECT_EQ(run_free(read).printed, "worked\n");
  EXPECT_EQ(run_confined(read).printed, "ENOENT\n");
  EXPECT_EQ(run_confined(write).printed, "ENOENT\n");
  for (const char* path : {"/etc/passwd", "/proc/1/cmdline", "/proc/self/environ", "/home", "/var"})
    EXPECT_EQ(run_confined(attempt(std::string("import os; os.stat('") + path + "')")).printed,
              "ENOENT\n")
        << path;
}

TEST_F(ConfinedReach, what_is_there_can_be_read_and_not_written) {
  const ConfinedRun run = run_confined(
      "import os, json\n" + attempt("open(json.__file__).read()") +
      attempt("open(json.__file__, 'a')") + attempt("os.mkdir('/usr/lib/sharedfate-test')") +
      attempt("os.mkdir('/sharedfate-test')") + attempt("os.listdir('/')"));
  EXPECT_EQ(run.printed, "worked\nEACCES\nEROFS\nEROFS\nEACCES\n");
}

/// ".." after a link to a link: the folder above the one that the links lead to.
TEST_F(ConfinedReach, a_path_over_links_and_dots_is_the_file_that_the_kernel_finds) {
  // Not below /tmp, which is another one inside.
  const TemporaryFolder outside("/var/tmp");
  std::filesystem::create_directories(outside.path("real/deep"));
  std::filesystem::create_symlink("real/deep", outside.path("second"));
  std::filesystem::create_symlink("second", outside.path("first"));
  std::ofstream(outside.path("real/file")) << "behind the links";
  std::ofstream(outside.path("file")) << "beside the links";
  for (const char* name : {"", "real", "real/deep", "real/file", "file"})
    std::filesystem::permissions(outside.path(name), std::filesystem::perms::all);
  const std::string path = outside.path("first") + "/../file";
  const auto show = [](const std::string& file) { return "print(open('" + file + "').read())"; };
  EXPECT_EQ(run_free(show(path)).printed, "behind the links\n");
  const std::vector<std::string> readable{"readable=" + path};
  EXPECT_EQ(run_confined(show(path), readable).printed, "behind the links\n");
  EXPECT_EQ(run_confined(attempt("open('" + outside.path("file") + "')"), readable).printed,
            "ENOENT\n");
}

TEST_F(ConfinedReach, nothing_in_the_scratch_folders_can_be_executed) {
  const ConfinedRun run =
      run_confined("import os, shutil\nshutil.copy('/usr/bin/true', '/tmp/true')\n" +
                   attempt("os.execv('/tmp/true', ['true'])"));
  EXPECT_EQ(run.printed, "EACCES\n");
}

/// A listening socket of this process.
Descriptor listen_on(const sockaddr* address, socklen_t size) {
  Descriptor listener(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::bind(listener.get(), address, size), 0) << std::strerror(errno);
  EXPECT_EQ(::listen(listener.get(), 1), 0);
  return listener;
}

TEST_F(ConfinedReach, no_listener_on_this_machine) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const Descriptor listener =
      listen_on(reinterpret_cast<const sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string connect = attempt("import socket; socket.create_connection(('127.0.0.1', " +
                                      std::to_string(ntohs(address.sin_port)) + "))");
  EXPECT_EQ(run_free(connect).printed, "worked\n");
  EXPECT_EQ(run_confined(connect).printed, "EAFNOSUPPORT\n");
}

/// A desktop's message bus listens like this, and starts programs for its clients.
TEST_F(ConfinedReach, no_local_socket_with_a_path_or_with_an_abstract_name) {
  const OpenFolder outside;
  const std::string path = outside.folder.path("socket");
  const std::string name = "sharedfate-test-" + std::to_string(::getpid());
  sockaddr_un with_path{}, abstract{};
  with_path.sun_family = abstract.sun_family = AF_UNIX;
  std::memcpy(with_path.sun_path, path.data(), path.size());
  std::memcpy(abstract.sun_path + 1, name.data(), name.size());
  const Descriptor one = listen_on(reinterpret_cast<const sockaddr*>(&with_path), sizeof with_path);
  const Descriptor other =
      listen_on(reinterpret_cast<const sockaddr*>(&abstract),
                static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size()));
  std::filesystem::permissions(path, std::filesystem::perms::all);
  const std::string code = "import socket\n" +
                           attempt("socket.socket(socket.AF_UNIX).connect('" + path + "')") +
                           attempt("socket.socket(socket.AF_UNIX).connect('\\0" + name + "')");
  EXPECT_EQ(run_free(code).printed, "worked\nworked\n");
  EXPECT_EQ(run_confined(code).printed, "ENOENT\nECONNREFUSED\n");
}

TEST_F(ConfinedReach, no_process_above_no_capability_and_no_way_to_one) {
  const ConfinedRun run = run_confined(R"(
import ctypes, errno, os, signal
libc = ctypes.CDLL(None, use_errno=True)
def said(result): print('worked' if result == 0 else errno.errorcode[ctypes.get_errno()])
try:
    os.kill(os.getppid(), 0)
    print('worked')
except PermissionError:
    print('EPERM')
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
data = (ctypes.c_uint32 * 6)()
libc.syscall(125, header, data)
print(list(data))
said(libc.unshare(0x10000000))
said(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))
said(libc.prctl(38, 0, 0, 0, 0))
print(libc.prctl(39, 0, 0, 0, 0), os.getpgrp() == os.getpid())
try:
    os.open('/dev/tty', os.O_RDWR)
    print('a terminal')
except OSError:
    print('no terminal')
)");
#if defined(__x86_64__)
  const std::string capabilities = "[0, 0, 0, 0, 0, 0]\n";
  if (landlock_version() >= 6) {
    EXPECT_EQ(run.printed,
              "EPERM\n" + capabilities + "EPERM\nEPERM\nENOSYS\n1 True\nno terminal\n");
  }
#endif
  EXPECT_TRUE(run.ended);
}

TEST_F(ConfinedReach, a_pool_works_with_every_start_method) {
  for (const char* method : {"fork", "spawn", "forkserver"}) {
    // Processes made by spawn and forkserver import the function from a file.
    const ConfinedRun run = run_confined(std::string(R"(
import os, sys
open('/tmp/squares.py', 'w').write('def square(x): return x * x\n')
sys.path.insert(0, '/tmp')
import multiprocessing, squares
if __name__ == '__main__':
    pool = multiprocessing.get_context(')") +
                                         method + R"(').Pool(5)
    print(pool.map(squares.square, [2, 3, 4]))
    print(pool.map(squares.square, [10, 21, 43]))
    pool.terminate()
    pool.join()
    print('terminated')
)");
    EXPECT_EQ(run.printed, "[4, 9, 16]\n[100, 441, 1849]\nterminated\n") << method;
    EXPECT_EQ(run.exit_code, 0) << method;
  }
}

/// Landlock alone: in a lane the private root would hide the files that it forbids.
TEST(Landlock, forbids_what_is_not_in_the_view_and_allows_the_rest) {
  const int version = landlock_version();
  if (version == 0) GTEST_SKIP() << "this kernel has no Landlock: " << std::strerror(errno);
  const OpenFolder inside, outside;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    FileView view;
    view.readable = {inside.folder.path(""), inside.folder.path("missing")};
    const bool restricted = restrict_files(view, version).state == ConfinementState::reached;
    const auto refused = [](const std::string& path, int mode) {
      return ::open(path.c_str(), mode | O_CLOEXEC) < 0 && errno == EACCES;
    };
    const bool right = ::open(inside.file().c_str(), O_RDONLY | O_CLOEXEC) >= 0 &&
                       refused(inside.file(), O_WRONLY) && refused(outside.file(), O_RDONLY) &&
                       refused(outside.folder.path(""), O_RDONLY) &&
                       ::unlink(inside.file().c_str()) != 0 && errno == EACCES;
    ::_exit(restricted ? (right ? 0 : 1) : 2);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: a file was not as it should be, 2: not restricted";
}

}  // namespace
}  // namespace sharedfate::testing
