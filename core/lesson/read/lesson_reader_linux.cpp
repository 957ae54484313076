#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/lesson/read/lesson_reader.h"
#include "core/system/descriptor.h"

namespace sharedfate {
namespace {

/// Reads at most one byte more than a lesson may have, which is enough to see that it is too large.
Result<std::string> read_bounded(const std::string& file) {
  // Non-blocking: the name may be that of a pipe without a writer.
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor.valid()) return system_error("open the lesson");
  struct stat facts {};
  if (::fstat(descriptor.get(), &facts) != 0) return system_error("look at the lesson");
  if (!S_ISREG(facts.st_mode)) {
    return Error{"read the lesson", "it is no regular file", "name a Markdown file"};
  }
  if (facts.st_size > static_cast<off_t>(lesson_size_max)) {
    return Error{"read the lesson",
                 fmt::format("it has {} bytes", static_cast<long long>(facts.st_size)),
                 fmt::format("a lesson has at most {}", lesson_size_max)};
  }
  std::string text(lesson_size_max + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = ::read(descriptor.get(), text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read the lesson");
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  text.resize(size);
  return text;
}

}  // namespace

LessonReading read_lesson_file(const std::string& file) {
  const auto text = read_bounded(file);
  if (text) return read_lesson(file, text.value());
  return {nullptr, {{file, 0, text.error().text()}}};
}

}  // namespace sharedfate
