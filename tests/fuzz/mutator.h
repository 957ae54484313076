#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sharedfate {

/// Makes inputs out of a corpus. Deterministic: for the same corpus, words and seed, input `number`
/// is the same on every machine, so that a failure can be reproduced.
class Mutator {
 public:
  /// `corpus`: at least one text. `words`: words of the format, to be inserted; may be empty.
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

/// Reads a dictionary in libFuzzer's format, but without names of words: one word in quotes on each
/// line, \xHH for a byte, # for a comment. Throws std::runtime_error with the line that is wrong.
std::vector<std::string> read_dictionary(const std::string& text);

}  // namespace sharedfate
