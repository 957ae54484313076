#include "core/experiment/transport.h"

#include <array>

namespace sharedfate {

std::span<const TransportRow> transports() {
  static const std::array rows{
      pointer_transport, shared_memory_transport, copied_memory_transport, pipe_transport,
      socket_transport,  posix_queue_transport,   system_v_queue_transport};
  return rows;
}

}  // namespace sharedfate
