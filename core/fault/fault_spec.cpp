// The text form of a fault spec: one parser for the command line, the lessons and the window.
#include <algorithm>
#include <array>
#include <optional>

#include "core/base/nearest_word.h"
#include "core/base/number.h"
#include "core/base/table.h"
#include "core/fault/combination.h"
#include "core/fault/fault.h"

namespace sharedfate {
namespace {

class FaultSpecReader {
 public:
  FaultSpecReader(std::string_view text, std::uint64_t at_task_default)
      : text_(text), at_task_default_(at_task_default) {}

  Result<FaultSpec> read() {
    const std::size_t at = text_.find('@');
    const auto row = find_row(faults(), "fault", text_.substr(0, text_.find_first_of("@:")));
    if (!row) return row.error();
    if (!row.value()->names_worker()) return read_without_worker(*row.value());
    if (at == std::string_view::npos) return malformed("it does not say which worker is hit");
    FaultSpec fault_spec;
    fault_spec.fault = row.value()->id;

    std::string_view rest = text_.substr(at + 1);
    std::size_t colon = rest.find(':');
    const auto worker = parse_number(rest.substr(0, colon));
    if (!worker || *worker < worker_count_min || *worker > worker_count_max) {
      return malformed("a worker is a number from 1 to " + std::to_string(worker_count_max));
    }
    fault_spec.worker = static_cast<int>(*worker);
    while (colon != std::string_view::npos) {
      rest = rest.substr(colon + 1);
      colon = rest.find(':');
      if (const Status status = read_key(rest.substr(0, colon)); !status) return status.error();
    }
    return complete(fault_spec);
  }

 private:
  [[nodiscard]] Error malformed(std::string reason) const {
    return {"read fault '" + std::string(text_) + "'", std::move(reason),
            "write FAULT@WORKER[:task=K][:site=SITE], for example segv@3:task=2:site=mid-task"};
  }

  [[nodiscard]] Result<FaultSpec> read_without_worker(const FaultRow& row) const {
    if (text_ == row.name) return make_fault_spec(row.id, 0, 0);
    const std::string name(row.name);
    return Error{
        "read fault '" + std::string(text_) + "'",
        "'" + name + "' has no target worker and takes effect at once: nothing comes after it",
        "write " + name};
  }

  Status read_key(std::string_view word) {
    constexpr std::array<std::string_view, 2> keys{"task", "site"};
    const std::size_t equals = word.find('=');
    const std::string_view key = word.substr(0, equals);
    if (equals == std::string_view::npos || std::find(keys.begin(), keys.end(), key) == keys.end())
      return malformed("after the worker comes task=K or site=SITE; " +
                       unknown_word("key", key, keys));
    const std::string_view value = word.substr(equals + 1);
    if (key == "site") return read_site(value);
    if (task_) return malformed("it says task= twice");
    task_ = parse_number(value);
    if (task_) return Done{};
    return malformed("task= takes a whole number: the k-th task of that worker, 0 for at once");
  }

  Status read_site(std::string_view value) {
    if (site_) return malformed("it says site= twice");
    const auto row = find_row(sites(), "site", value);
    if (!row) return malformed(row.error().reason);
    site_ = row.value()->id;
    return Done{};
  }

  /// Fills in what the text leaves out; refuses an invalid combination.
  Result<FaultSpec> complete(FaultSpec fault_spec) const {
    fault_spec.site = site_.value_or(SiteId::mid_task);
    const SiteRow& site = site_row(fault_spec.site);
    const std::string site_word = "site=" + std::string(site.name);
    if (const std::string_view reason = why_invalid(fault_spec.fault, fault_spec.site);
        !reason.empty())
      return malformed("'" + std::string(fault_row(fault_spec.fault).name) +
                       "' makes no sense with " + site_word + ": " + std::string(reason));
    if (task_.value_or(0) != 0 && !site.counts_tasks)
      return malformed(site_word + " comes once in a worker's life: leave task= out");
    if (site_ && task_ == std::uint64_t{0} && fault_spec.site == SiteId::mid_task)
      return malformed(
          "task=0 means at once, wherever the worker is; the middle of its next task is task=1");
    if (!site_ || site.in_task)
      fault_spec.at_task = task_.value_or(at_task_default_);
    else
      fault_spec.at_task = task_.value_or(0);
    if (site_ && fault_spec.site == SiteId::mid_task && fault_spec.at_task == 0)
      fault_spec.at_task = 1;
    return fault_spec;
  }

  std::string_view text_;
  std::uint64_t at_task_default_;
  std::optional<std::uint64_t> task_;
  std::optional<SiteId> site_;
};

}  // namespace

Result<FaultSpec> parse_fault_spec(std::string_view text, std::uint64_t at_task_default) {
  return FaultSpecReader(text, at_task_default).read();
}

FaultSpec make_fault_spec(FaultId fault, int worker, std::uint64_t at_task) {
  if (!fault_row(fault).names_worker()) return {fault, 0, 0};
  return {fault, worker, at_task};
}

std::string to_text(const FaultSpec& fault_spec) {
  std::string text(fault_row(fault_spec.fault).name);
  if (!fault_row(fault_spec.fault).names_worker()) return text;
  text += "@" + std::to_string(fault_spec.worker);
  if (site_row(fault_spec.site).counts_tasks) text += ":task=" + std::to_string(fault_spec.at_task);
  if (fault_spec.site != SiteId::mid_task)
    text.append(":site=").append(site_row(fault_spec.site).name);
  return text;
}

}  // namespace sharedfate
