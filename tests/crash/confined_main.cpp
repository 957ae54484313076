// Confines itself as a lane's interpreter is confined, prints the state of each part, and executes
// a program. Usage: confined OPTION=FIGURE… readable=PATH… -- PROGRAM ARGUMENT…
#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "core/base/number.h"
#include "core/system/confinement.h"
#include "core/system/spawn.h"

namespace sharedfate {
namespace {

struct Order {
  std::map<std::string, std::uint64_t> figures;
  std::vector<std::string> readable;
  std::vector<std::string> program;

  [[nodiscard]] std::uint64_t figure(const std::string& name, std::uint64_t otherwise) const {
    const auto found = figures.find(name);
    return found == figures.end() ? otherwise : found->second;
  }
};

Order read_order(const std::vector<std::string>& words) {
  Order order;
  std::size_t at = 0;
  for (; at < words.size() && words[at] != "--"; ++at) {
    const std::size_t sign = words[at].find('=');
    if (words[at].starts_with("readable=")) order.readable.push_back(words[at].substr(sign + 1));
    order.figures[words[at].substr(0, sign)] = parse_number(words[at].substr(sign + 1)).value_or(0);
  }
  if (at < words.size())
    order.program.assign(words.begin() + static_cast<long>(at) + 1, words.end());
  return order;
}

/// Makes this process an ordinary user for good, where the tests run as root. 0: changes nothing.
bool become_user(std::uint64_t id) {
  const auto number = static_cast<unsigned>(id);
  return id == 0 || ((::setgroups(0, nullptr) == 0) && ::setresgid(number, number, number) == 0 &&
                     ::setresuid(number, number, number) == 0 && ::prctl(PR_SET_DUMPABLE, 1) == 0);
}

void say(const Confinement& confinement) {
  for (std::size_t i = 0; i < confinement_parts; ++i) {
    const auto part = static_cast<ConfinementPart>(i);
    const std::string name(confinement_part_name(part));
    const ConfinementOutcome& outcome = confinement[part];
    const std::string word = outcome.state == ConfinementState::reached  ? "reached"
                             : outcome.state == ConfinementState::denied ? "denied"
                                                                         : "not tried";
    const std::string why = outcome.state == ConfinementState::denied
                                ? ": " + confinement_error(confinement, part, "").text()
                                : "";
    std::printf("part %s %s%s\n", name.c_str(), word.c_str(), why.c_str());
  }
  std::printf("enough %d\n", confinement.is_enough_for_foreign_code() ? 1 : 0);
  std::fflush(stdout);
}

/// Starts this program again, without user= and lane=, and returns its exit status. lane=2 starts
/// it in a pid namespace as pid 1 with lane=1, in the place of a lane's supervisor; that one starts
/// the process that is confined.
int run_below(const Order& order, const std::vector<std::string>& words, Namespaces namespaces) {
  SpawnRequest request;
  request.program = own_program_path();
  for (const std::string& word : words) {
    const bool done = word.starts_with("user=") || word.starts_with("lane=");
    if (!done) request.arguments.push_back(word);
  }
  if (namespaces != Namespaces::inherit)
    request.arguments.insert(request.arguments.begin(), "lane=1");
  request.namespaces = namespaces;
  const auto child = spawn(request);
  if (!child) {
    std::printf("no lane: %s\n", child.error().text().c_str());
    return EXIT_FAILURE;
  }
  const Ending ending = reap(child.value());
  if (!ending.signalled) return ending.exit_code;
  // The first process of a pid namespace cannot kill itself by a signal: it returns 128 + signal,
  // as a shell does.
  if (order.figure("lane", 0) == 1) return 128 + ending.signal;
  return EXIT_FAILURE;
}

int run(const std::vector<std::string>& words) {
  const Order order = read_order(words);
  if (order.program.empty() || !become_user(order.figure("user", 0))) return EXIT_FAILURE;
  // Must follow the change of the user, which clears it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const std::uint64_t lane = order.figure("lane", 0);
  if (lane == 2)
    return run_below(order, words, ::geteuid() == 0 ? Namespaces::pid : Namespaces::user_and_pid);
  if (lane == 1) return run_below(order, words, Namespaces::inherit);

  ConfinementWish wish;
  wish.readable = order.readable;
  if (order.figure("limits-only", 0) == 1) wish.level = ConfinementLevel::limits;
  ConfinementLimits& limits = wish.limits;
  limits.cpu_seconds = order.figure("cpu", limits.cpu_seconds);
  limits.address_space_bytes = order.figure("memory", limits.address_space_bytes);
  limits.processes = order.figure("processes", limits.processes);
  limits.descriptors = order.figure("descriptors", limits.descriptors);
  limits.file_bytes = order.figure("file", limits.file_bytes);
  limits.scratch_bytes = order.figure("scratch", limits.scratch_bytes);
  say(confine_self(wish));
  int death_signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &death_signal);
  std::printf("dies with its parent %d\n", death_signal == SIGKILL ? 1 : 0);
  std::fflush(stdout);
  std::vector<char*> arguments;
  std::vector<std::string> program = order.program;
  for (std::string& word : program) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  std::printf("no exec: %s\n", std::strerror(errno));
  return EXIT_FAILURE;
}

}  // namespace
}  // namespace sharedfate

int main(int count, char** words) { return sharedfate::run({words + 1, words + count}); }
