#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace sharedfate {

/// An option with one value, still in its words.
struct ValueOption {
  CLI::Option* option = nullptr;
  std::string text;
  [[nodiscard]] bool given() const { return option != nullptr && option->count() > 0; }
};

/// Adds an option that is noted in `value`, which stays where it is.
inline void add_value(CLI::App& to, ValueOption& value, const std::string& name,
                      const std::string& type, const std::string& help) {
  value.option = to.add_option(name, value.text, help)->type_name(type);
}

}  // namespace sharedfate
