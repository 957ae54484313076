// Takes the place of a lane's supervisor: ignores all requests and sends nothing until the lab
// closes its end of the socket, so that the fuzz target can send reports instead.
#include <unistd.h>

#include <array>

#include "core/lane/supervisor.h"
#include "core/wire/message.h"

int main() {
  std::array<char, sizeof(sharedfate::RequestMessage)> received{};
  while (::read(sharedfate::supervisor_lab_descriptor, received.data(), received.size()) > 0) {
  }
}
