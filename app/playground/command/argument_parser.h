#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

// What a command line may consist of, and what was typed. CLI11 reads it; its headers take longer
// to compile than the rest of this folder, so that one unit only includes them.
namespace CLI {
class App;
}

namespace sharedfate {

/// An option with one value, still in its words.
struct ValueOption {
  std::string name;  ///< as it is typed: "--tempo"
  std::string text;  ///< the value
  bool given = false;
};

/// `--help`, `--version`: the text is all there is to do.
struct PrintCommand {
  std::string text;
};

/// What is wrong with a command line, what is allowed instead, and the nearest valid word: text for
/// a person.
struct UsageError {
  std::string text;
};

/// The program, or one of its subcommands. A handle: what it stands for belongs to the
/// ArgumentParser. What the add functions are given is written to by ArgumentParser::parse() and
/// has to outlive it, at the same address.
class Subcommand {
 public:
  Subcommand() = default;

  /// At most one subcommand can be chosen.
  [[nodiscard]] Subcommand add_subcommand(const std::string& name,
                                          const std::string& sentence) const;
  /// It is a mistake to choose none of its subcommands.
  void require_subcommand() const;
  /// An option without a value; `flag` becomes true where it is given.
  void add_flag(bool& flag, const std::string& name, const std::string& help) const;
  /// `type` stands for the value in the help. `optional`: the name alone will do.
  void add_value(ValueOption& value, const std::string& name, const std::string& type,
                 const std::string& help, bool optional = false) const;
  /// An option that may be given several times, one value each time.
  void add_repeated_value(std::vector<std::string>& values, const std::string& name,
                          const std::string& type, const std::string& help) const;
  /// A word without an option before it, that has to be there; or one or several of them.
  void add_positional(std::string& word, const std::string& name, const std::string& help) const;
  void add_positional(std::vector<std::string>& words, const std::string& name,
                      const std::string& help) const;

  /// What it is a subcommand of; of the program: none, which is equal to `Subcommand{}`.
  [[nodiscard]] Subcommand parent() const;
  /// A mistake of the command line: `text`, and how to get the help that applies.
  [[nodiscard]] UsageError usage_error(const std::string& text) const;
  friend bool operator==(const Subcommand&, const Subcommand&) = default;

 private:
  friend class ArgumentParser;
  struct Bindings;
  Subcommand(CLI::App& app, Bindings& bindings) : app_(&app), bindings_(&bindings) {}

  CLI::App* app_ = nullptr;
  Bindings* bindings_ = nullptr;
};

class ArgumentParser {
 public:
  /// `description` and `examples` begin and end the help; `version` answers --version.
  ArgumentParser(const std::string& name, const std::string& version,
                 const std::string& description, const std::string& examples);
  ~ArgumentParser();
  ArgumentParser(const ArgumentParser&) = delete;
  ArgumentParser& operator=(const ArgumentParser&) = delete;

  /// The program itself: its options are those of the window.
  [[nodiscard]] Subcommand program() const { return program_; }

  /// Fills in what was added. Returns the innermost subcommand that was chosen, or the program.
  [[nodiscard]] std::variant<Subcommand, PrintCommand, UsageError> parse(
      int argument_count, const char* const* arguments);

 private:
  [[nodiscard]] Subcommand chosen() const;

  std::unique_ptr<CLI::App> app_;
  std::unique_ptr<Subcommand::Bindings> bindings_;
  Subcommand program_;
};

}  // namespace sharedfate
