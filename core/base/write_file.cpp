#include "core/base/write_file.h"

#include <cerrno>

namespace sharedfate {

Status write_and_close(std::FILE* stream, std::string_view text, const std::string& tried) {
  constexpr const char* remedy = "make room on the disk";
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  const int reason = errno;
  // Closing writes what is still buffered, and can fail.
  const bool closed = std::fclose(stream) == 0;
  if (written && closed) return Done{};
  if (!written) errno = reason;
  return system_error(tried, remedy);
}

}  // namespace sharedfate
