#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

// The parameters of an experiment.
namespace sharedfate {

enum class ParameterKind : std::uint8_t {
  number,   ///< a whole number from `least` to `most`
  word,     ///< one of `words`
  letters,  ///< at most `most` letters, each one of `letters`; may be empty
};

/// One row of an experiment's parameters. On the command line it is the option --NAME.
struct ParameterRow {
  std::string_view name;
  std::string_view sentence;  ///< for the help
  ParameterKind kind = ParameterKind::number;
  std::string_view standard;  ///< the default value
  std::uint64_t least = 0, most = 0;
  std::span<const std::string_view> words = {};
  std::string_view letters = {};
};

/// "a whole number from 1 to 64", "one of mutex, atomic"; for help and errors.
std::string allowed_text(const ParameterRow& row);

/// A valid value for each parameter of one experiment.
class Parameters {
 public:
  /// Each parameter has its default value. The rows must outlive this object.
  explicit Parameters(std::span<const ParameterRow> rows);
  /// Reads the format of to_text(); a parameter that is not in it keeps its default value.
  static Result<Parameters> parse(std::span<const ParameterRow> rows, std::string_view text);

  /// The error says which values or names are allowed and, for a word, the nearest valid one.
  Status set(std::string_view name, std::string_view value);

  [[nodiscard]] std::span<const ParameterRow> rows() const { return rows_; }
  /// Precondition of number(): there is a parameter `name` of the kind number. Of text(): there is
  /// a parameter `name`.
  [[nodiscard]] std::uint64_t number(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;

  /// All parameters: "workers=4,protection=mutex".
  [[nodiscard]] std::string to_text() const;

 private:
  [[nodiscard]] std::size_t place_of(std::string_view name) const;

  std::span<const ParameterRow> rows_;
  std::vector<std::string> values_;  ///< by row
};

}  // namespace sharedfate
