#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "app/playground/draw/lesson_picture.h"
#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

std::string folder_of(const std::string& lesson_file) {
  const std::string folder = std::filesystem::path(lesson_file).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Whether this is a file's name and no path.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

/// Never blocks on a pipe, and never makes a terminal the controlling one.
Descriptor open_beside(const std::string& lesson_file, const std::string& name) {
  const Descriptor folder(::open(folder_of(lesson_file).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return {};
  open_how how{};
  how.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return Descriptor(
      static_cast<int>(::syscall(SYS_openat2, folder.get(), name.c_str(), &how, sizeof how)));
}

Error refused(std::string_view name, std::string reason, std::string remedy) {
  return {fmt::format("show the picture {}", name), std::move(reason), std::move(remedy)};
}

Error open_error(const std::string& name) {
  const std::string tried = fmt::format("show the picture {}", name);
  if (errno == ELOOP) {
    return refused(name, "it is a link", "put the file itself beside the lesson's file");
  }
  if (errno == ENOSYS) {
    return refused(name, "this kernel cannot open a file beneath a folder only",
                   "Linux 5.6 or later can");
  }
  return system_error(tried, "it has to be beside the lesson's file");
}

}  // namespace

Result<PicturePixels> read_lesson_picture(const std::string& lesson_file, std::string_view name) {
  if (!is_plain_name(name)) {
    return refused(name, "it is not the name of a file beside the lesson's file",
                   "put the picture there and write its name alone");
  }
  const std::string plain(name);
  const Descriptor file = open_beside(lesson_file, plain);
  if (!file.valid()) return open_error(plain);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0) return open_error(plain);
  if (!S_ISREG(facts.st_mode)) return refused(name, "it is not a regular file", "save it as PNG");
  const auto too_large = [&] {
    return refused(name, fmt::format("it is larger than {} MiB", picture_file_size_max >> 20),
                   "make it smaller");
  };
  if (facts.st_size > static_cast<off_t>(picture_file_size_max)) return too_large();
  // One byte more than the size, so that a file that grows past the limit meanwhile is noticed.
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(facts.st_size) + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return open_error(plain);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > picture_file_size_max) return too_large();
  bytes.resize(size);
  return decode_png(name, bytes);
}

}  // namespace sharedfate
