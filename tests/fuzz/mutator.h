#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sharedfate {

/// Makes inputs out of a corpus. Deterministic: input `number` of a seed is always the same, on
/// every machine, so that a finding can be made again.
class Mutator {
 public:
  /// `corpus`: at least one text. `words`: of the format, woven into the inputs.
  Mutator(std::vector<std::string> corpus, std::vector<std::string> words, std::uint64_t seed)
      : corpus_(std::move(corpus)), words_(std::move(words)), seed_(seed) {}

  std::string input(std::uint64_t number);

 private:
  std::size_t below(std::size_t limit);
  void mutate(std::string& text);
  void insert_word(std::string& text);
  void replace_bytes(std::string& text);
  void remove_range(std::string& text);
  void repeat_range(std::string& text);
  void splice(std::string& text);
  void swap_lines(std::string& text);
  void change_number(std::string& text);

  std::vector<std::string> corpus_, words_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
};

/// Reads a dictionary as libFuzzer has it: one word a line between quotes, \xHH for bytes. Throws
/// std::runtime_error with the line that is wrong.
std::vector<std::string> read_dictionary(const std::string& text);

}  // namespace sharedfate
