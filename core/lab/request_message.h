#pragma once

#include "core/base/result.h"
#include "core/catalog/lane_kind.h"
#include "core/lab/request.h"
#include "core/wire/message.h"

namespace sharedfate {

/// The wire form of a request to a lane like `spec`. The error says what is allowed.
Result<RequestMessage> to_message(const Request& request, const LaneSpec& spec);

}  // namespace sharedfate
