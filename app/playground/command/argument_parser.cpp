#include "app/playground/command/argument_parser.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/CLI.hpp>

#include "core/base/nearest_word.h"

namespace sharedfate {
namespace {

constexpr std::size_t help_column = 30;

std::string command_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  return parent == nullptr ? app.get_name() : command_name(*parent) + " " + app.get_name();
}

UsageError usage_error_of(const CLI::App& app, const std::string& text) {
  const std::string name = command_name(app);
  return UsageError{fmt::format("{}: {}\n{} --help shows what there is.\n", name, text, name)};
}

/// The long names of all options of `app`, as typed: "--lane".
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* each : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(each->get_name());
  return names;
}

std::string unknown_word_text(const CLI::App& app, const std::string& word) {
  const bool is_option = word.starts_with('-') && word != "-" && word != "--";
  const std::vector<std::string> allowed = is_option ? option_names(app) : subcommand_names(app);
  if (allowed.empty()) return fmt::format("unexpected word '{}'; allowed: options only", word);
  const std::vector<std::string_view> views(allowed.begin(), allowed.end());
  return unknown_word(is_option ? "option" : "subcommand", word.substr(0, word.find('=')), views);
}

/// The error for a word that neither an option nor a subcommand took. Of several, the one of the
/// outermost command is reported: it was typed first.
std::optional<UsageError> unknown_word_error(const CLI::App& chosen) {
  std::vector<const CLI::App*> path;
  for (const CLI::App* each = &chosen; each != nullptr; each = each->get_parent())
    path.insert(path.begin(), each);
  for (const CLI::App* each : path) {
    const std::vector<std::string> left = each->remaining();
    if (!left.empty()) return usage_error_of(*each, unknown_word_text(*each, left.front()));
  }
  return std::nullopt;
}

/// The error for an option of the window that was typed before a subcommand.
std::optional<UsageError> window_option_error(const CLI::App& program, const CLI::App& chosen) {
  for (const CLI::Option* option : program.get_options()) {
    if (option->count() == 0) continue;
    const std::string name = option->get_name();
    const std::string subcommand = command_name(chosen).substr(command_name(program).size() + 1);
    const bool known = chosen.get_option_no_throw(name) != nullptr;
    return usage_error_of(
        program,
        known ? fmt::format("{} before '{}' belongs to the window; write it after '{}'", name,
                            subcommand, subcommand)
              : fmt::format("{} belongs to the window; '{}' does not open one", name, subcommand));
  }
  return std::nullopt;
}

/// Rewords CLI11's error about a wrong number of values; other errors keep CLI11's text.
std::string parse_error_text(const CLI::App& chosen, const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string name = text.substr(0, text.find(':'));
  const CLI::Option* const option = chosen.get_option_no_throw(name);
  if (option == nullptr || error.get_name() != "ArgumentMismatch") return text;
  if (option->count() > 1)
    return fmt::format("{} is given {} times; allowed: once", name, option->count());
  return fmt::format("{} lacks its value {}", name, option->get_type_name());
}

}  // namespace

struct Subcommand::Bindings {
  std::vector<std::pair<ValueOption*, const CLI::Option*>> values;
  std::vector<const CLI::App*> requiring;  ///< commands that must be followed by a subcommand
};

Subcommand Subcommand::add_subcommand(const std::string& name, const std::string& sentence) const {
  app_->require_subcommand(0, 1);
  return Subcommand(*app_->add_subcommand(name, sentence), *bindings_);
}

void Subcommand::require_subcommand() const { bindings_->requiring.push_back(app_); }

void Subcommand::add_flag(bool& flag, const std::string& name, const std::string& help) const {
  app_->add_flag(name, flag, help);
}

void Subcommand::add_value(ValueOption& value, const std::string& name, const std::string& type,
                           const std::string& help, bool optional) const {
  CLI::Option* const option = app_->add_option(name, value.text, help)->type_name(type);
  if (optional) option->expected(0, 1);
  value.name = name;
  bindings_->values.emplace_back(&value, option);
}

void Subcommand::add_repeated_value(std::vector<std::string>& values, const std::string& name,
                                    const std::string& type, const std::string& help) const {
  app_->add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

void Subcommand::add_positional(std::string& word, const std::string& name,
                                const std::string& help) const {
  app_->add_option(name, word, help)->required()->type_name("");
}

void Subcommand::add_positional(std::vector<std::string>& words, const std::string& name,
                                const std::string& help) const {
  app_->add_option(name, words, help)->required()->type_name("");
}

Subcommand Subcommand::parent() const {
  CLI::App* const parent = app_->get_parent();
  return parent == nullptr ? Subcommand{} : Subcommand(*parent, *bindings_);
}

UsageError Subcommand::usage_error(const std::string& text) const {
  return usage_error_of(*app_, text);
}

ArgumentParser::ArgumentParser(const std::string& name, const std::string& version,
                               const std::string& description, const std::string& examples)
    : app_(std::make_unique<CLI::App>(description, name)),
      bindings_(std::make_unique<Subcommand::Bindings>()),
      program_(*app_, *bindings_) {
  app_->set_help_flag("-h,--help", "Print this help and exit");
  app_->set_version_flag("--version", version, "Print the version and exit");
  app_->get_formatter()->column_width(help_column);
  app_->footer(examples);
  // CLI11 collects unknown words instead of throwing, so that the error can name the nearest valid
  // word.
  app_->allow_extras();
}

ArgumentParser::~ArgumentParser() = default;

Subcommand ArgumentParser::chosen() const {
  CLI::App* innermost = app_.get();
  for (;;) {
    const auto parsed = innermost->get_subcommands([](CLI::App* each) { return each->parsed(); });
    if (parsed.empty()) return Subcommand(*innermost, *bindings_);
    innermost = parsed.front();
  }
}

std::variant<Subcommand, PrintCommand, UsageError> ArgumentParser::parse(
    int argument_count, const char* const* arguments) {
  std::optional<std::string> failure;
  try {
    app_->parse(argument_count, arguments);
  } catch (const CLI::CallForHelp&) {
    return PrintCommand{app_->help()};
  } catch (const CLI::CallForVersion& version) {
    return PrintCommand{std::string(version.what()) + "\n"};
  } catch (const CLI::ParseError& error) {
    failure = parse_error_text(*chosen().app_, error);
  }
  const CLI::App& chosen_app = *chosen().app_;
  // The value of a mistyped option may fail first, but the mistyped name is the better error.
  if (const auto unknown = unknown_word_error(chosen_app)) return *unknown;
  const auto& requiring = bindings_->requiring;
  if (std::find(requiring.begin(), requiring.end(), &chosen_app) != requiring.end()) {
    return usage_error_of(chosen_app, fmt::format("it takes a subcommand; allowed: {}",
                                                  fmt::join(subcommand_names(chosen_app), ", ")));
  }
  if (&chosen_app != app_.get()) {
    if (const auto misplaced = window_option_error(*app_, chosen_app)) return *misplaced;
  }
  if (failure) return usage_error_of(chosen_app, *failure);
  for (const auto& [value, option] : bindings_->values) value->given = option->count() > 0;
  return chosen();
}

}  // namespace sharedfate
