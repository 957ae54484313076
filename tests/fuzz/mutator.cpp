#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

namespace sharedfate {
namespace {

constexpr std::size_t usual_size_max = 4096;  // small inputs run faster
constexpr std::size_t mutations_max = 8;
// Some inputs contain a word repeated up to this size in bytes, to test length and nesting.
constexpr std::size_t long_repeat = 20'000;
constexpr std::uint64_t long_repeat_every = 500;

}  // namespace

// The results of the standard distributions depend on the library; those of the engines do not.
std::size_t Mutator::below(std::size_t limit) {
  return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit);
}

std::string Mutator::input(std::uint64_t number) {
  std::seed_seq sequence{seed_, seed_ >> 32U, number, number >> 32U};
  random_.seed(sequence);
  std::string text = corpus_[below(corpus_.size())];
  const std::size_t count = 1 + below(mutations_max);
  for (std::size_t i = 0; i < count; ++i) mutate(text);
  if (text.size() > usual_size_max) text.resize(usual_size_max);
  if (number % long_repeat_every == 0) {
    const std::string& word = words_.empty() ? corpus_[0] : words_[below(words_.size())];
    std::string run;
    while (!word.empty() && run.size() < long_repeat) run += word;
    text.insert(below(text.size() + 1), run);
  }
  return text;
}

void Mutator::mutate(std::string& text) {
  switch (below(8)) {
    case 0:
      return replace_bytes(text);
    case 1:
      return remove_range(text);
    case 2:
      return repeat_range(text);
    case 3:
      return splice(text);
    case 4:
      return swap_lines(text);
    case 5:
      return change_number(text);
    default:
      return insert_word(text);
  }
}

void Mutator::insert_word(std::string& text) {
  if (words_.empty()) return;
  text.insert(below(text.size() + 1), words_[below(words_.size())]);
}

void Mutator::replace_bytes(std::string& text) {
  if (text.empty()) return;
  const std::size_t at = below(text.size());
  // Mostly printable characters: texts with other bytes are refused by the first check.
  text[at] = static_cast<char>(below(8) == 0 ? below(256) : 32 + below(95));
}

void Mutator::remove_range(std::string& text) {
  const std::size_t at = below(text.size() + 1);
  text.erase(at, below(40));
}

void Mutator::repeat_range(std::string& text) {
  const std::size_t at = below(text.size() + 1);
  const std::string range = text.substr(at, 1 + below(30));
  const std::size_t count = 1 + below(40);
  for (std::size_t i = 0; i < count && text.size() < usual_size_max; ++i) text.insert(at, range);
}

void Mutator::splice(std::string& text) {
  const std::string& other = corpus_[below(corpus_.size())];
  const std::size_t from = below(other.size() + 1);
  text.insert(below(text.size() + 1), other.substr(from, below(400)));
}

void Mutator::swap_lines(std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  if (lines.size() < 2) return;
  std::swap(lines[below(lines.size())], lines[below(lines.size())]);
  text.clear();
  for (const std::string& line : lines) text.append(line).append("\n");
}

void Mutator::change_number(std::string& text) {
  const std::size_t digit = text.find_first_of("0123456789", below(text.size() + 1));
  if (digit == std::string::npos) return;
  static const char* const numbers[] = {
      "0", "-1", "65", "1.5", "99999", "1e400", "99999999999999999999", "0x10"};
  text.replace(digit, 1, numbers[below(std::size(numbers))]);
}

std::vector<std::string> read_dictionary(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.size() < 2 || line.front() != '"' || line.back() != '"') {
      throw std::runtime_error("a word of the dictionary stands between quotes, not: " + line);
    }
    std::string word;
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
      if (line[i] != '\\') {
        word += line[i];
      } else if (line.compare(i, 2, "\\x") == 0 && i + 4 < line.size()) {
        int byte = 0;
        std::from_chars(line.data() + i + 2, line.data() + i + 4, byte, 16);
        word += static_cast<char>(byte);
        i += 3;
      } else {
        word += line[++i];
      }
    }
    words.push_back(word);
  }
  return words;
}

}  // namespace sharedfate
