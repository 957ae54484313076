// What a start and an end cost without Shared Fate: std::thread and join, fork and waitpid, in
// turns, on one core. Prints the wall and processor times of each start, in microseconds, as JSON.
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <thread>

namespace {

/// Whatever is started later stays there as well.
void stay_on_this_core() {
  cpu_set_t this_core;
  CPU_ZERO(&this_core);
  CPU_SET(sched_getcpu(), &this_core);
  sched_setaffinity(0, sizeof this_core, &this_core);
}

double processor_us() {
  timespec own{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  const auto seconds = own.tv_sec + children.ru_utime.tv_sec + children.ru_stime.tv_sec;
  const auto us = children.ru_utime.tv_usec + children.ru_stime.tv_usec;
  return static_cast<double>(seconds) * 1e6 + static_cast<double>(us) +
         static_cast<double>(own.tv_nsec) / 1e3;
}

void start_thread() {
  std::thread([] {}).join();
}

void start_process() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child < 0 || waitpid(child, nullptr, 0) != child) std::exit(EXIT_FAILURE);
}

struct Way {
  const char* name;
  void (*start)();
  std::string wall, processor;
};

}  // namespace

int main(int count, char** words) {
  const int starts = count > 1 ? std::atoi(words[1]) : 101;
  stay_on_this_core();
  std::array<Way, 2> ways{{{"thread", start_thread, "", ""}, {"fork", start_process, "", ""}}};
  for (int i = 0; i <= starts; ++i) {
    for (Way& way : ways) {
      way.start();  // after one of the other kind, which has changed the caches and the page tables
      const double used = processor_us();
      const auto begun = std::chrono::steady_clock::now();
      way.start();
      const std::chrono::duration<double, std::micro> wall =
          std::chrono::steady_clock::now() - begun;
      const double used_then = processor_us();
      if (i == 0) continue;  // warms up
      way.wall += (i > 1 ? "," : "") + std::to_string(wall.count());
      way.processor += (i > 1 ? "," : "") + std::to_string(used_then - used);
    }
  }
  std::string text;
  for (const Way& way : ways) {
    text += (text.empty() ? "{" : ",") + ("\"" + std::string(way.name) + "\":{\"wall_us\":[") +
            way.wall + "],\"processor_us\":[" + way.processor + "]}";
  }
  std::puts((text + "}").c_str());
}
