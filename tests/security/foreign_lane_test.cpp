// A lane that runs foreign code: what works there as in any lane, and what its interpreter does not
// see.
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/lane/interpreters.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/lane/python_script.h"
#include "tests/support/temporary_folder.h"

namespace sharedfate::testing {
namespace {

/// Longer than any case takes, shorter than the test's time limit.
constexpr int grace_ms = 150'000;

class ForeignScript {
 public:
  explicit ForeignScript(const std::string& code,
                         const LaneSpec& spec = python_lane(LaneKind::python_serial),
                         LaneOptions options = {.gate_open = true}) {
    options.code = {code, CodeOrigin::foreign};
    options.deadline_ms = grace_ms;  // on a busy computer a task may wait long for a core
    const auto opened = lanes.lab().open(spec, options);
    EXPECT_TRUE(opened) << opened.error().text();
  }
  bool wait_over() {
    return lanes.wait_until("the code is over and nothing moves, or the lane is", [&] {
      return lanes.lane().state == LaneState::failed ||
             (model().is_over() && lanes.lane().quiescent());
    });
  }
  [[nodiscard]] const ScriptModel& model() const { return lanes.lane().script; }
  [[nodiscard]] bool was_refused() const {
    return lanes.lane().state == LaneState::failed && model().output.empty() &&
           lanes.lane().trouble.find("it cannot be confined here") != std::string::npos;
  }

  LaneUnderTest lanes;
};

class ForeignPool : public ::testing::TestWithParam<std::tuple<LaneKind, StartMethod, bool>> {};

TEST_P(ForeignPool, runs_the_articles_code_or_is_refused) {
  const auto& [kind, method, use_namespaces] = GetParam();
  ForeignScript script(article, python_lane(kind, method),
                       {.gate_open = true, .use_namespaces = use_namespaces});
  ASSERT_TRUE(script.wait_over());
  if (kernel_denies_namespaces() && script.was_refused()) return;
  EXPECT_EQ(script.model().origin, CodeOrigin::foreign);
  EXPECT_EQ(script.model().denied.size(), 0U);
  EXPECT_EQ(script.model().state, ScriptState::ended);
  EXPECT_EQ(script.model().error_message, "");
  EXPECT_EQ(script.model().output, "[4, 9, 16]\n[100, 441, 1849]\n");
  EXPECT_EQ(script.lanes.account().done, 6U);
  EXPECT_EQ(script.lanes.lane().deaths.size(), 0U);
  EXPECT_EQ(script.lanes.lane().trouble, "");
}

std::vector<std::tuple<LaneKind, StartMethod, bool>> cases() {
  std::vector<std::tuple<LaneKind, StartMethod, bool>> all;
  for (const LaneKind kind : {LaneKind::python_serial, LaneKind::python_threads,
                              LaneKind::python_pool, LaneKind::python_executor}) {
    all.emplace_back(kind, StartMethod::usual, true);
    if (!lane_kind_row(kind).by_multiprocessing) continue;
    all.emplace_back(kind, StartMethod::spawn, true);
    all.emplace_back(kind, StartMethod::forkserver, true);
  }
  // Foreign code gets namespaces even if the lane's options turn them off.
  all.emplace_back(LaneKind::python_pool, StartMethod::usual, false);
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, ForeignPool, ::testing::ValuesIn(cases()), [](const auto& each) {
  return kind_name(std::get<0>(each.param)) + "_" +
         std::string(start_method_name(std::get<1>(each.param))) +
         (std::get<2>(each.param) ? "" : "_no_namespaces");
});

/// A home folder with an interpreter and private files; HOME points to it during its lifetime.
class Home {
 public:
  Home() {
    std::filesystem::create_directory(folder_.path("bin"));
    std::filesystem::create_directory(folder_.path("share"));
    for (const char* name : {"diary", "share/keyring"})
      std::ofstream(folder_.path(name)) << "secret";
    if (const char* const home = std::getenv("HOME")) before_ = home;
    ::setenv("HOME", folder_.path("").c_str(), 1);
  }
  ~Home() { ::setenv("HOME", before_.c_str(), 1); }
  Home(const Home&) = delete;
  Home& operator=(const Home&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return folder_.path(name); }

 private:
  TemporaryFolder folder_{"/var/tmp"};  // not /tmp, because confined code has its own /tmp
  std::string before_;
};

/// Expects that confined code cannot see `path`, a file near its interpreter.
void expect_not_seen(const LaneSpec& spec, const std::string& path) {
  ForeignScript script("import os\nprint(os.path.exists('" + path + "'))\n", spec);
  ASSERT_TRUE(script.wait_over());
  if (kernel_denies_namespaces() && script.was_refused()) return;
  EXPECT_EQ(script.model().output, "False\n") << script.lanes.lane().trouble;
}

TEST(ForeignCode, does_not_see_other_files_beside_its_interpreter) {
  const Home home;
  LaneSpec spec = python_lane(LaneKind::python_serial);
  std::filesystem::copy_file(spec.python, home.path("bin/python3"));
  spec.python = home.path("bin/python3");
  expect_not_seen(spec, home.path("diary"));
  expect_not_seen(spec, home.path("share/keyring"));
}

TEST(ForeignCode, does_not_see_the_folder_of_a_link_to_its_interpreter) {
  const Home home;
  LaneSpec spec = python_lane(LaneKind::python_serial);
  std::filesystem::create_symlink(spec.python, home.path("bin/python3"));
  spec.python = home.path("bin/python3");
  expect_not_seen(spec, home.path("diary"));
}

/// Such a script selects another interpreter, which is in the list as well.
bool is_script(const std::string& program) { return std::ifstream(program).get() == '#'; }

TEST(ForeignCode, runs_with_every_interpreter_of_this_computer_and_the_default) {
  std::vector<std::string> names{""};
  for (const Interpreter& interpreter : interpreters()) {
    if (!is_script(interpreter.path)) names.push_back(interpreter.path);
  }
  for (const std::string& name : names) {
    LaneSpec spec = python_lane(LaneKind::python_pool);
    spec.python = name;
    ForeignScript script(article, spec);
    ASSERT_TRUE(script.wait_over());
    if (kernel_denies_namespaces() && script.was_refused()) return;
    EXPECT_EQ(script.model().output, "[4, 9, 16]\n[100, 441, 1849]\n")
        << name << ": " << script.lanes.lane().trouble;
  }
}

TEST(ForeignCode, is_ended_when_it_starts_too_many_workers) {
  // Each task gets a new worker process, so that only few exist at a time.
  ForeignScript script(
      "from multiprocessing import Pool\n"
      "pool = Pool(4, maxtasksperchild=1)\n"
      "for _ in range(1000):\n"
      "    pool.map(abs, [1, 2, 3, 4], 1)\n",
      python_lane(LaneKind::python_pool));
  ASSERT_TRUE(script.lanes.wait_until(
      "it is ended", [&] { return script.lanes.lane().state == LaneState::failed; }, grace_ms));
  if (kernel_denies_namespaces() && script.was_refused()) return;
  EXPECT_NE(script.lanes.lane().trouble.find("it has started more than 1024 workers"),
            std::string::npos)
      << script.lanes.lane().trouble;
  EXPECT_TRUE(script.lanes.lane().balanced());
}

/// Denies this process, and all that it starts, further filters of system calls.
void deny_call_filters() {
  sock_filter rules[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                         BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
                         BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
                         BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_SECCOMP, 0, 1),
                         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  sock_fprog program{sizeof rules / sizeof rules[0], rules};
  ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

TEST(ForeignCode, is_refused_without_a_call_filter_and_the_lane_reports_it) {
  const auto refused = [] {
    deny_call_filters();
    ForeignScript script("print('runs')\n");
    const bool over = script.wait_over();
    const std::vector<std::string>& denied = script.model().denied;
    const bool named = std::any_of(denied.begin(), denied.end(), [](const std::string& each) {
      return each.find("(seccomp)") != std::string::npos;
    });
    std::_Exit(over && script.was_refused() && (named || kernel_denies_namespaces()) ? 0 : 1);
  };
  // In a process of its own, because the filter cannot be removed.
  EXPECT_EXIT(refused(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace sharedfate::testing
