#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/system/descriptor.h"
#include "core/system/file_view.h"

namespace sharedfate {
namespace {

// The C library has no wrappers, and the headers of Debian 12 stop at version 2 of the interface.
// The numbers are those of include/uapi/linux/landlock.h.
constexpr long create_ruleset_call = 444, add_rule_call = 445, restrict_self_call = 446;
constexpr unsigned create_ruleset_version = 1;
constexpr int rule_path_beneath = 1;

struct RulesetAttribute {
  std::uint64_t handled_access_fs, handled_access_net, scoped;
};

struct [[gnu::packed]] PathBeneath {
  std::uint64_t allowed_access;
  std::int32_t parent_fd;
};

constexpr std::uint64_t bit(int number) { return std::uint64_t{1} << number; }

constexpr std::uint64_t execute = bit(0), write_file = bit(1), read_file = bit(2),
                        read_folder = bit(3), make_character_device = bit(6),
                        make_block_device = bit(11), refer = bit(13), truncate = bit(14),
                        device_control = bit(15);
constexpr std::uint64_t first_version_rights = bit(13) - 1;
/// The rights that apply to a file; the kernel refuses a rule for a file with any other.
constexpr std::uint64_t file_rights = execute | write_file | read_file | truncate | device_control;
constexpr std::uint64_t scope_abstract_sockets = bit(0), scope_signals = bit(1);

constexpr int refer_since = 2, truncate_since = 3, device_control_since = 5, scopes_since = 6;

std::uint64_t known_rights(int version) {
  std::uint64_t rights = first_version_rights;
  if (version >= refer_since) rights |= refer;
  if (version >= truncate_since) rights |= truncate;
  if (version >= device_control_since) rights |= device_control;
  return rights;
}

/// Grants rights on a path and everything below it. A path that cannot be opened stays forbidden.
bool allow(int ruleset, const std::string& path, std::uint64_t rights) {
  const Descriptor file(::open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat facts {};
  if (!file.valid() || ::fstat(file.get(), &facts) != 0) return true;
  if (!S_ISDIR(facts.st_mode)) rights &= file_rights;
  const PathBeneath rule{rights, file.get()};
  return ::syscall(add_rule_call, ruleset, rule_path_beneath, &rule, 0U) == 0;
}

bool allow_all(int ruleset, const std::vector<std::string>& paths, std::uint64_t rights) {
  for (const std::string& path : paths) {
    if (!allow(ruleset, path, rights)) return false;
  }
  return true;
}

}  // namespace

int landlock_version() {
  const long version = ::syscall(create_ruleset_call, nullptr, 0UL, create_ruleset_version);
  return version > 0 ? static_cast<int>(version) : 0;
}

ConfinementOutcome restrict_files(const FileView& view, int version) {
  const std::uint64_t handled = known_rights(version);
  RulesetAttribute attribute{handled, 0, 0};
  if (version >= scopes_since) attribute.scoped = scope_abstract_sockets | scope_signals;
  // An older kernel accepts a longer struct if the fields that it does not know are zero.
  const Descriptor ruleset(
      static_cast<int>(::syscall(create_ruleset_call, &attribute, sizeof attribute, 0U)));
  if (!ruleset.valid()) return denied_at(ConfinementStep::create_ruleset);
  const std::uint64_t reading = execute | read_file | read_folder;
  const std::uint64_t scratch = handled & ~(execute | make_character_device | make_block_device);
  if (!allow_all(ruleset.get(), view.readable, reading) ||
      !allow_all(ruleset.get(), view.devices, read_file | write_file) ||
      !allow_all(ruleset.get(), view.scratch, scratch))
    return denied_at(ConfinementStep::add_rule);
  if (::syscall(restrict_self_call, ruleset.get(), 0U) != 0)
    return denied_at(ConfinementStep::restrict_self);
  return {.state = ConfinementState::reached};
}

}  // namespace sharedfate
