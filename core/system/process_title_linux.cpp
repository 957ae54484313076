#include "core/system/process_title.h"

#include <algorithm>
#include <cstring>

// ps shows the memory in which the kernel put the arguments, whatever it contains now.
namespace sharedfate {
namespace {

char* title_begin = nullptr;
char* title_end = nullptr;  ///< the terminating zero byte, never overwritten

}  // namespace

void remember_arguments(int count, char** arguments) {
  if (count < 2) return;
  title_begin = arguments[1];
  title_end = arguments[count - 1] + std::strlen(arguments[count - 1]);
}

void set_process_title(std::string_view title) {
  if (title_begin == nullptr) return;
  std::fill(title_begin, title_end, '\0');
  title.copy(title_begin, static_cast<std::size_t>(title_end - title_begin));
}

}  // namespace sharedfate
