#pragma once

#include "core/lab/request.h"
#include "core/model/event.h"

namespace sharedfate {

/// A request and the lane it goes to.
struct AddressedRequest {
  LaneIndex lane;
  Request request;
};

}  // namespace sharedfate
