#pragma once

#include <string>
#include <vector>

namespace sharedfate {

/// The path of a program, found by PATH; empty entries of PATH are skipped. A name with a slash is
/// returned as it is, and so is a name that is not found.
std::string find_program(const std::string& name);

/// Paths of the Python interpreters of this computer: in /usr/bin, in /usr/local/bin, the versions
/// of pyenv, and the first python3 in PATH. Each file once, however many names it has. None is
/// started, so some may be too old or broken.
std::vector<std::string> find_interpreters();

}  // namespace sharedfate
