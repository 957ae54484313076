// Stands where a lane's supervisor would: hears and says nothing until the lab closes its end of
// the socket, so that the fuzz target can speak in its place.
#include <unistd.h>

#include <array>

#include "core/lane/supervisor.h"
#include "core/wire/message.h"

int main() {
  std::array<char, sizeof(sharedfate::RequestMessage)> heard{};
  while (::read(sharedfate::supervisor_lab_descriptor, heard.data(), heard.size()) > 0) {
  }
}
