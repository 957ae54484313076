#pragma once

#include <string>
#include <vector>

namespace sharedfate {

/// Where a program is, as the shell would find it by PATH; a name with a slash is a path already.
/// The name itself if it is nowhere.
std::string find_program(const std::string& name);

/// Python interpreters of this computer, by their paths: of the system, of /usr/local, among the
/// versions of pyenv, and the first python3 in PATH; each file once, however many names it has.
/// None is started, so that some may be too old or broken.
std::vector<std::string> find_interpreters();

}  // namespace sharedfate
