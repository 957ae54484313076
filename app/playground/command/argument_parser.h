#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

// Declares a command line and parses it with CLI11. Only argument_parser.cpp includes the headers
// of CLI11, because they are slow to compile.
namespace CLI {
class App;
}

namespace sharedfate {

/// An option with one value, as text.
struct ValueOption {
  std::string name;  ///< as typed: "--tempo"
  std::string text;  ///< the value as typed
  bool given = false;
};

/// The result of `--help` and `--version`: text for standard output.
struct PrintCommand {
  std::string text;
};

/// A usage error for the user: what is wrong, what is allowed, and the nearest valid word.
struct UsageError {
  std::string text;
};

/// The program or one of its subcommands. A handle: the ArgumentParser owns what it refers to.
/// ArgumentParser::parse() writes to the variables passed to the add functions, which must outlive
/// the parser at the same address.
class Subcommand {
 public:
  Subcommand() = default;

  /// Adds a subcommand. A command line can choose at most one.
  [[nodiscard]] Subcommand add_subcommand(const std::string& name,
                                          const std::string& sentence) const;
  /// Makes it a usage error to choose none of its subcommands.
  void require_subcommand() const;
  /// An option without a value; `flag` becomes true if it is given.
  void add_flag(bool& flag, const std::string& name, const std::string& help) const;
  /// An option with a value. `type` is the value's placeholder in the help. `optional`: the value
  /// may be left out.
  void add_value(ValueOption& value, const std::string& name, const std::string& type,
                 const std::string& help, bool optional = false) const;
  /// An option that may be given several times, with one value each time.
  void add_repeated_value(std::vector<std::string>& values, const std::string& name,
                          const std::string& type, const std::string& help) const;
  /// A mandatory word without an option name; the second form takes one or more words.
  void add_positional(std::string& word, const std::string& name, const std::string& help) const;
  void add_positional(std::vector<std::string>& words, const std::string& name,
                      const std::string& help) const;

  /// The command that this one belongs to; `Subcommand{}` for the program itself.
  [[nodiscard]] Subcommand parent() const;
  /// A usage error with `text` and the command that shows the matching help.
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
  /// The help text begins with `description` and ends with `examples`; --version prints `version`.
  ArgumentParser(const std::string& name, const std::string& version,
                 const std::string& description, const std::string& examples);
  ~ArgumentParser();
  ArgumentParser(const ArgumentParser&) = delete;
  ArgumentParser& operator=(const ArgumentParser&) = delete;

  /// The program itself; its options are those of the window.
  [[nodiscard]] Subcommand program() const { return program_; }

  /// Writes to the variables of all options that were added. Returns the innermost chosen
  /// subcommand, or the program if none is chosen.
  [[nodiscard]] std::variant<Subcommand, PrintCommand, UsageError> parse(
      int argument_count, const char* const* arguments);

 private:
  [[nodiscard]] Subcommand chosen() const;

  std::unique_ptr<CLI::App> app_;
  std::unique_ptr<Subcommand::Bindings> bindings_;
  Subcommand program_;
};

}  // namespace sharedfate
