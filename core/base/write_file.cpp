#include "core/base/write_file.h"

namespace sharedfate {

Status write_and_close(std::FILE* stream, std::string_view text, const std::string& tried) {
  constexpr const char* remedy = "make room on the disk";
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  const Error error = system_error(tried, remedy);
  // What is still buffered is written now, or not.
  if (std::fclose(stream) != 0) return system_error(tried, remedy);
  return written ? Status(Done{}) : Status(error);
}

}  // namespace sharedfate
