#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutator.h"

// Runs a fuzz target without libFuzzer, so that any compiler and its sanitizers can be used. Unlike
// libFuzzer, which can run the same target, it is not guided by the code that an input reaches.
namespace sharedfate {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::string corpus, dictionary;
  std::vector<std::string> files;  ///< if not empty: run these unchanged, and no other inputs
  std::uint64_t inputs = 10'000, seed = 1, first = 0;
  bool loud = false;
};

std::string content_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("could not read " + path.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::string> read_corpus(const std::string& folder) {
  std::vector<fs::path> paths;
  for (const auto& each : fs::directory_iterator(folder)) {
    if (each.is_regular_file()) paths.push_back(each.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) corpus.push_back(content_of(path));
  if (corpus.empty()) throw std::runtime_error("no file in the corpus " + folder);
  return corpus;
}

void run_one(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

void run(const Settings& settings) {
  for (const std::string& file : settings.files) run_one(content_of(file));
  if (!settings.files.empty()) return;

  const auto corpus = read_corpus(settings.corpus);
  for (const std::string& text : corpus) run_one(text);
  const auto words = settings.dictionary.empty() ? std::vector<std::string>{}
                                                 : read_dictionary(content_of(settings.dictionary));
  Mutator mutator(corpus, words, settings.seed);
  constexpr std::uint64_t report_every = 1000;
  const auto begin = std::chrono::steady_clock::now();
  double slowest_ms = 0;
  std::uint64_t slowest = settings.first;
  for (std::uint64_t i = settings.first; i < settings.first + settings.inputs; ++i) {
    if (settings.loud || i % report_every == 0) {
      std::fprintf(stderr, "input %llu\n", static_cast<unsigned long long>(i));
    }
    const auto input_begin = std::chrono::steady_clock::now();
    const std::string input = mutator.input(i);
    run_one(input);
    const std::chrono::duration<double, std::milli> took =
        std::chrono::steady_clock::now() - input_begin;
    if (took.count() > slowest_ms) {
      slowest_ms = took.count();
      slowest = i;
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%llu inputs in %.1f s; the slowest is input %llu: %.1f ms\n",
              static_cast<unsigned long long>(settings.inputs), took.count(),
              static_cast<unsigned long long>(slowest), slowest_ms);
}

}  // namespace
}  // namespace sharedfate

int main(int argc, char** argv) {
  sharedfate::Settings settings;
  CLI::App app("Feeds a parser with inputs made out of a corpus; always the same ones for a seed.");
  app.add_option("--corpus", settings.corpus, "folder with the texts to start from");
  app.add_option("--words", settings.dictionary, "dictionary of the format's words");
  app.add_option("--inputs", settings.inputs, "how many");
  app.add_option("--seed", settings.seed, "which ones");
  app.add_option("--first", settings.first, "number of the first: goes on from there");
  app.add_flag("--loud", settings.loud, "tells each input's number before it is run");
  app.add_option("FILE", settings.files, "runs these as they are, and nothing else");
  CLI11_PARSE(app, argc, argv);
  if (settings.corpus.empty() && settings.files.empty()) {
    std::fprintf(stderr, "nothing to start from: name a --corpus or files\n");
    return 2;
  }
  try {
    sharedfate::run(settings);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
