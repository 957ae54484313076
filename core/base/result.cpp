#include "core/base/result.h"

#include <cerrno>
#include <cstring>

namespace sharedfate {

Error system_error(std::string tried, std::string remedy) {
  return Error{std::move(tried), std::strerror(errno), std::move(remedy)};
}

}  // namespace sharedfate
