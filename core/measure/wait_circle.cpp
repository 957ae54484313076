#include "core/measure/wait_circle.h"

#include <algorithm>

namespace sharedfate {
namespace {

constexpr std::size_t arrows_max = 64;
constexpr std::string_view waits = " waits for ", of = " of ", separator = ", ";

/// The result has no holder if the text does not have this form.
WaitArrow parse_arrow(std::string_view text) {
  const std::size_t verb = text.find(waits);
  if (verb == std::string_view::npos) return {};
  const std::string_view rest = text.substr(verb + waits.size());
  const std::size_t owner = rest.find(of);
  if (owner == std::string_view::npos) return {};
  return {std::string(text.substr(0, verb)), std::string(rest.substr(0, owner)),
          std::string(rest.substr(owner + of.size()))};
}

}  // namespace

std::vector<WaitArrow> parse_wait_circle(std::string_view text) {
  std::vector<WaitArrow> arrows;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    arrows.push_back(parse_arrow(text.substr(0, end)));
    if (arrows.back().holder.empty() || arrows.size() > arrows_max) return {};
    text.remove_prefix(std::min(text.size(), end + separator.size()));
  }
  for (std::size_t i = 0; i < arrows.size(); ++i) {
    if (arrows[i].holder != arrows[(i + 1) % arrows.size()].who) return {};
  }
  return arrows;
}

std::vector<WaitArrow> wait_circle_of(const Measurement& measurement) {
  for (auto fact = measurement.facts.rbegin(); fact != measurement.facts.rend(); ++fact) {
    if (auto arrows = parse_wait_circle(fact->words); !arrows.empty()) return arrows;
  }
  return {};
}

}  // namespace sharedfate
