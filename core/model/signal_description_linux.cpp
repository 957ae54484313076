#include <cstring>

#include "core/model/signal_description.h"

namespace sharedfate {

std::string signal_description(int signal) {
  const char* const words = sigdescr_np(signal);
  return words != nullptr ? words : "a signal that has no name";
}

}  // namespace sharedfate
