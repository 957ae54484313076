#include "core/experiment/parameters.h"

#include <algorithm>

#include "core/base/nearest_word.h"
#include "core/base/number.h"

namespace sharedfate {
namespace {

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

bool is_allowed(const ParameterRow& row, std::string_view value) {
  switch (row.kind) {
    case ParameterKind::number: {
      const auto number = parse_number(value);
      return number && *number >= row.least && *number <= row.most;
    }
    case ParameterKind::word:
      return std::find(row.words.begin(), row.words.end(), value) != row.words.end();
    case ParameterKind::letters:
      return value.size() <= row.most &&
             value.find_first_not_of(row.letters) == std::string_view::npos;
  }
  return false;
}

}  // namespace

std::string allowed_text(const ParameterRow& row) {
  switch (row.kind) {
    case ParameterKind::number:
      return "a whole number from " + std::to_string(row.least) + " to " + std::to_string(row.most);
    case ParameterKind::word:
      return "one of " + joined(row.words);
    case ParameterKind::letters:
      return "at most " + std::to_string(row.most) + " of the letters " + std::string(row.letters);
  }
  return "";
}

Parameters::Parameters(std::span<const ParameterRow> rows) : rows_(rows) {
  for (const ParameterRow& row : rows) {
    assert(is_allowed(row, row.standard));
    values_.emplace_back(row.standard);
  }
}

Result<Parameters> Parameters::parse(std::span<const ParameterRow> rows, std::string_view text) {
  Parameters parameters(rows);
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      return Error{"read '" + std::string(part) + "'", "a parameter is written NAME=VALUE", ""};
    }
    auto done = parameters.set(part.substr(0, equals), part.substr(equals + 1));
    if (!done) return done.error();
  }
  return parameters;
}

Status Parameters::set(std::string_view name, std::string_view value) {
  const std::string tried = "read " + std::string(name) + " '" + std::string(value) + "'";
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const ParameterRow& row = rows_[i];
    names.push_back(row.name);
    if (row.name != name) continue;
    if (is_allowed(row, value)) {
      values_[i] = value;
      return Done{};
    }
    if (row.kind == ParameterKind::word)
      return Error{tried, unknown_word("word", value, row.words), ""};
    return Error{tried, "it is " + allowed_text(row), ""};
  }
  return Error{tried, unknown_word("parameter", name, names), ""};
}

std::size_t Parameters::place_of(std::string_view name) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const ParameterRow& row) { return row.name == name; });
  assert(found != rows_.end());
  return static_cast<std::size_t>(found - rows_.begin());
}

std::uint64_t Parameters::number(std::string_view name) const {
  const std::size_t place = place_of(name);
  assert(rows_[place].kind == ParameterKind::number);
  return parse_number(values_[place]).value_or(0);
}

const std::string& Parameters::text(std::string_view name) const { return values_[place_of(name)]; }

std::string Parameters::to_text() const {
  std::string text;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (i > 0) text += ',';
    text += std::string(rows_[i].name) + "=" + values_[i];
  }
  return text;
}

}  // namespace sharedfate
