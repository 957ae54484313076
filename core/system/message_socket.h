#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/result.h"
#include "core/system/descriptor.h"

// Messages of a fixed size between two processes, each with at most one descriptor (SOCK_SEQPACKET,
// SCM_RIGHTS).
namespace sharedfate {

/// Two connected ends, both close-on-exec.
Result<std::pair<Descriptor, Descriptor>> create_message_sockets();

enum class Blocking { yes, no };
/// Sends one message completely or not at all. `passed`: a descriptor of which the receiver gets a
/// copy, or -1.
Status send_message(int socket, const void* message, std::size_t size, int passed,
                    Blocking blocking);

enum class Received { message, nothing, closed };
/// Receives one message without blocking. A message of another size or with more than one
/// descriptor is dropped and counts as closed: the peer has another version or is faulty. `passed`
/// gets the message's descriptor, if any; no other descriptor stays open.
Received receive_message(int socket, void* message, std::size_t size, Descriptor& passed);

}  // namespace sharedfate
