#include "core/system/file_view.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <climits>
#include <optional>

#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

/// The new root is built here. The mounts below it have been copied before.
constexpr const char* building_site = "/tmp";
constexpr int most_links = 40;  // the kernel's own limit
constexpr mode_t folder_mode = 0755;

/// One thing to put into the new root, at the same path as in the old one.
struct Piece {
  std::string path;
  std::string link_target;  ///< not empty: a symbolic link, copied as one
  Descriptor tree;          ///< otherwise: a copy of the mounts at the path; invalid: a folder
  bool is_folder = false;
};

std::optional<std::string> link_target(const std::string& path) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size <= 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(size));
}

/// Collects the pieces while the old root is still visible.
class Collector {
 public:
  /// Adds the file or folder and each symbolic link on the way to it; does nothing if it does not
  /// exist. False, with errno: its mounts cannot be copied.
  bool add(const std::string& path, bool read_only) {
    assert(path.starts_with('/'));
    std::string place;  // as far as the path is followed, without links and dots
    for (std::size_t at = 1; at < path.size();) {
      const std::size_t end = std::min(path.find('/', at), path.size());
      const std::string name = path.substr(at, end - at), folder = place;
      at = end + 1;
      if (name == "..") leave(place);
      if (name.empty() || name == "." || name == "..") continue;
      place += '/' + name;
      const auto target = link_target(place);
      if (!target) continue;
      if (++links_ > most_links) return true;
      pieces_.push_back({place, *target, Descriptor(), false});
      const std::string base = target->front() == '/' ? *target : folder + '/' + *target;
      return add(base + path.substr(end), read_only);
    }
    return add_tree(place, read_only);
  }

  void begin_path() { links_ = 0; }
  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  /// Goes to the folder above. The one that is left is there in the new root, too, because the
  /// kernel follows the path in the same way.
  void leave(std::string& place) {
    if (place.empty()) return;
    pieces_.push_back({place, "", Descriptor(), true});
    place.erase(place.rfind('/'));
  }

  bool add_tree(const std::string& path, bool read_only) {
    struct stat facts {};
    if (path.empty() || ::stat(path.c_str(), &facts) != 0) return true;
    Descriptor tree(
        ::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE));
    if (!tree.valid()) return false;
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_NOSUID;
    attributes.propagation = MS_PRIVATE;  // later mounts outside do not appear here
    if (read_only) attributes.attr_set |= MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV;
    if (::mount_setattr(tree.get(), "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes,
                        sizeof attributes) != 0)
      return false;
    pieces_.push_back({path, "", std::move(tree), S_ISDIR(facts.st_mode)});
    return true;
  }

  std::vector<Piece> pieces_;
  int links_ = 0;
};

/// Makes the folders of an absolute `path` below the working folder.
bool make_folders(const std::string& path, bool also_last) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const bool last = end == std::string::npos;
    if (last && !also_last) return true;
    const std::string folder = "." + path.substr(0, end);
    if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST) return false;
    if (last) return true;
  }
}

bool put(const Piece& piece) {
  const std::string place = "." + piece.path;
  if (!make_folders(piece.path, piece.is_folder)) return false;
  if (!piece.link_target.empty())
    return ::symlink(piece.link_target.c_str(), place.c_str()) == 0 || errno == EEXIST;
  if (!piece.tree.valid()) return true;
  if (!piece.is_folder) {
    // It exists already if its folder was copied as a whole.
    const Descriptor file(::open(place.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444));
    if (!file.valid() && errno != EEXIST) return false;
  }
  return ::move_mount(piece.tree.get(), "", AT_FDCWD, place.c_str(), MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

bool put_scratch(const std::string& path, std::uint64_t bytes) {
  if (!make_folders(path, true)) return false;
  const std::string options = "mode=1777,nr_inodes=4096,size=" + std::to_string(bytes);
  return ::mount("scratch", ("." + path).c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                 options.c_str()) == 0;
}

bool build(const Collector& collector, const FileView& view) {
  // Mounts made here must not be visible outside, nor mounts made outside visible here.
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("root", building_site, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1M") != 0 ||
      ::chdir(building_site) != 0)
    return false;
  for (const Piece& piece : collector.pieces()) {
    if (!put(piece)) return false;
  }
  return std::all_of(view.scratch.begin(), view.scratch.end(), [&](const std::string& path) {
    return put_scratch(path, view.scratch_bytes);
  });
}

bool enter() {
  // pivot_root stacks the old root on the new one, and umount2 removes it: no folder for it is
  // needed.
  if (::syscall(SYS_pivot_root, ".", ".") != 0 || ::umount2(".", MNT_DETACH) != 0 ||
      ::chdir("/") != 0)
    return false;
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY;
  return ::mount_setattr(AT_FDCWD, "/", 0, &attributes, sizeof attributes) == 0;
}

}  // namespace

ConfinementOutcome enter_private_root(const FileView& view) {
  Collector collector;
  const auto collect = [&](const std::vector<std::string>& paths, bool read_only) {
    return std::all_of(paths.begin(), paths.end(), [&](const std::string& path) {
      collector.begin_path();
      return collector.add(path, read_only);
    });
  };
  if (!collect(view.readable, true) || !collect(view.devices, false))
    return denied_at(ConfinementStep::clone_mounts);
  if (!build(collector, view)) return denied_at(ConfinementStep::build_root);
  if (!enter()) return denied_at(ConfinementStep::enter_root);
  return {.state = ConfinementState::reached};
}

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
