#include "core/system/descriptor.h"

#include <unistd.h>

namespace sharedfate {

void Descriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

}  // namespace sharedfate
