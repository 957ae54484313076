#include "core/system/confinement.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace sharedfate {
namespace {

constexpr std::array<std::string_view, confinement_parts> part_names{
    "own_session",       "no_network", "own_root",     "limits",
    "no_new_privileges", "files",      "system_calls", "own_processes"};

struct StepWords {
  std::string tried, remedy;
};

constexpr const char* landlock_remedy =
    "the kernel must be 5.13 or newer, with landlock in the list of its security modules";

StepWords words_of(ConfinementStep step, const std::string& namespaces_remedy) {
  switch (step) {
    case ConfinementStep::none:
      break;
    case ConfinementStep::find_namespace:
      return {"be in a pid namespace of its own", namespaces_remedy};
    case ConfinementStep::start_session:
      return {"leave the terminal's session", ""};
    case ConfinementStep::unshare:
      return {"create namespaces of its own", namespaces_remedy};
    case ConfinementStep::map_ids:
      return {"map its user into its namespace", namespaces_remedy};
    case ConfinementStep::clone_mounts:
      return {"copy the mounts of what it may read", namespaces_remedy};
    case ConfinementStep::build_root:
      return {"build a file system of its own", namespaces_remedy};
    case ConfinementStep::enter_root:
      return {"enter a file system of its own", namespaces_remedy};
    case ConfinementStep::set_limits:
      return {"set its limits", "ask for less, or raise the hard limits of the login"};
    case ConfinementStep::limit_processes:
      return {"limit how many processes it starts",
              "root is exempt from that limit: start the app as an ordinary user"};
    case ConfinementStep::drop_capabilities:
      return {"drop its capabilities", ""};
    case ConfinementStep::forbid_privileges:
      return {"forbid new privileges", ""};
    case ConfinementStep::create_ruleset:
    case ConfinementStep::add_rule:
    case ConfinementStep::restrict_self:
      return {"restrict which files it reads (Landlock)", landlock_remedy};
    case ConfinementStep::filter_calls:
      return {"restrict which system calls it makes (seccomp)",
              "the kernel must be built with CONFIG_SECCOMP_FILTER"};
  }
  return {"confine itself", ""};
}

}  // namespace

bool Confinement::is_enough_for_foreign_code() const {
  return std::all_of(parts.begin(), parts.end(), [](const ConfinementOutcome& outcome) {
    return outcome.state == ConfinementState::reached;
  });
}

std::string_view confinement_part_name(ConfinementPart part) {
  return part_names[static_cast<std::size_t>(part)];
}

Error confinement_error(const Confinement& confinement, ConfinementPart part,
                        const std::string& namespaces_remedy) {
  const ConfinementOutcome& outcome = confinement[part];
  assert(outcome.state == ConfinementState::denied);
  const StepWords words = words_of(outcome.step, namespaces_remedy);
  return {words.tried, std::strerror(outcome.error), words.remedy};
}

}  // namespace sharedfate
