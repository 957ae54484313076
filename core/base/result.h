#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace sharedfate {

/// An operating error: what was tried, on what, why it failed, and what the reader can do about it.
struct Error {
  std::string tried;   ///< "start the supervisor of lane 1 (/usr/lib/…/sharedfate-lane)"
  std::string reason;  ///< "No such file or directory"
  std::string remedy;  ///< "build the target sharedfate-lane first"; may be empty

  /// One sentence for a person: "could not TRIED: REASON; REMEDY".
  [[nodiscard]] std::string text() const {
    std::string text = "could not " + tried + ": " + reason;
    if (!remedy.empty()) text += "; " + remedy;
    return text;
  }
};

/// Either a value or an Error. Programming errors assert; operating errors are returned in a
/// Result.
template <typename Value>
class [[nodiscard]] Result {
 public:
  Result(Value value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }

  /// The value. Precondition: ok().
  Value& value() {
    assert(ok());
    return std::get<0>(content_);
  }
  const Value& value() const {
    assert(ok());
    return std::get<0>(content_);
  }
  Value take() {
    assert(ok());
    return std::move(std::get<0>(content_));
  }

  /// The error. Precondition: !ok().
  [[nodiscard]] const Error& error() const {
    assert(!ok());
    return std::get<1>(content_);
  }

 private:
  std::variant<Value, Error> content_;
};

struct Done {};
using Status = Result<Done>;

/// The Error of a system call that has just failed; reads errno.
Error system_error(std::string tried, std::string remedy = {});

}  // namespace sharedfate
