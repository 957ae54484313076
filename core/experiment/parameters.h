#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

// What can be chosen about an experiment.
namespace sharedfate {

enum class ParameterKind : std::uint8_t {
  number,   ///< a whole one from `least` to `most`
  word,     ///< one of `words`
  letters,  ///< at most `most` of the `letters`; may be empty
};

/// One row of an experiment's parameters. On the command line it is the option --NAME.
struct ParameterRow {
  std::string_view name;
  std::string_view sentence;  ///< for the help
  ParameterKind kind = ParameterKind::number;
  std::string_view standard;  ///< its value where none is given
  std::uint64_t least = 0, most = 0;
  std::span<const std::string_view> words = {};
  std::string_view letters = {};
};

/// "a whole number from 1 to 64", "one of mutex, atomic"; for help and errors.
std::string allowed_text(const ParameterRow& row);

/// A value for each parameter of one experiment, each of them allowed.
class Parameters {
 public:
  /// Each has its standard value. The rows must outlive this.
  explicit Parameters(std::span<const ParameterRow> rows);
  /// Reads what to_text() wrote; what is not in it has its standard value.
  static Result<Parameters> parse(std::span<const ParameterRow> rows, std::string_view text);

  /// The error names what is allowed and the nearest valid word.
  Status set(std::string_view name, std::string_view value);

  [[nodiscard]] std::span<const ParameterRow> rows() const { return rows_; }
  /// Precondition of these: there is a parameter of that name and kind.
  [[nodiscard]] std::uint64_t number(std::string_view name) const;
  [[nodiscard]] const std::string& text(std::string_view name) const;

  /// All of them: "workers=4,protection=mutex".
  [[nodiscard]] std::string to_text() const;

 private:
  [[nodiscard]] std::size_t place_of(std::string_view name) const;

  std::span<const ParameterRow> rows_;
  std::vector<std::string> values_;  ///< by row
};

}  // namespace sharedfate
