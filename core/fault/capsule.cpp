// The text form of a fault capsule: one parser for the command line, the lessons and the window.
#include <algorithm>
#include <array>
#include <optional>

#include "core/base/nearest_word.h"
#include "core/base/number.h"
#include "core/base/table.h"
#include "core/fault/cell.h"
#include "core/fault/fault.h"

namespace sharedfate {
namespace {

class CapsuleReader {
 public:
  CapsuleReader(std::string_view text, std::uint64_t at_task_default)
      : text_(text), at_task_default_(at_task_default) {}

  Result<FaultCapsule> read() {
    const std::size_t at = text_.find('@');
    const auto row = find_row(faults(), "fault", text_.substr(0, text_.find_first_of("@:")));
    if (!row) return row.error();
    if (!row.value()->names_worker()) return read_without_worker(*row.value());
    if (at == std::string_view::npos) return malformed("it does not say which worker is hit");
    FaultCapsule capsule;
    capsule.fault = row.value()->id;

    std::string_view rest = text_.substr(at + 1);
    std::size_t colon = rest.find(':');
    const auto worker = parse_number(rest.substr(0, colon));
    if (!worker || *worker < worker_count_min || *worker > worker_count_max) {
      return malformed("a worker is a number from 1 to " + std::to_string(worker_count_max));
    }
    capsule.worker = static_cast<int>(*worker);
    while (colon != std::string_view::npos) {
      rest = rest.substr(colon + 1);
      colon = rest.find(':');
      if (const Status status = read_key(rest.substr(0, colon)); !status) return status.error();
    }
    return complete(capsule);
  }

 private:
  [[nodiscard]] Error malformed(std::string reason) const {
    return {"read fault '" + std::string(text_) + "'", std::move(reason),
            "write FAULT@WORKER[:task=K][:site=SITE], for example segv@3:task=2:site=mid-task"};
  }

  [[nodiscard]] Result<FaultCapsule> read_without_worker(const FaultRow& row) const {
    if (text_ == row.name) return make_capsule(row.id, 0, 0);
    const std::string name(row.name);
    return Error{"read fault '" + std::string(text_) + "'",
                 "'" + name + "' strikes no worker, and at once: nothing comes after it",
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

  /// What was left out is what the person must have meant.
  Result<FaultCapsule> complete(FaultCapsule capsule) const {
    capsule.site = site_.value_or(SiteId::mid_task);
    const SiteRow& site = site_row(capsule.site);
    const std::string site_word = "site=" + std::string(site.name);
    if (const std::string_view reason = senseless(capsule.fault, capsule.site); !reason.empty())
      return malformed("'" + std::string(fault_row(capsule.fault).name) + "' makes no sense with " +
                       site_word + ": " + std::string(reason));
    if (task_.value_or(0) != 0 && !site.counts_tasks)
      return malformed(site_word + " comes once in a worker's life: leave task= out");
    if (site_ && task_ == std::uint64_t{0} && capsule.site == SiteId::mid_task)
      return malformed(
          "task=0 strikes at once, wherever the worker is; the middle of its next task is task=1");
    if (!site_ || site.in_task)
      capsule.at_task = task_.value_or(at_task_default_);
    else
      capsule.at_task = task_.value_or(0);
    if (site_ && capsule.site == SiteId::mid_task && capsule.at_task == 0) capsule.at_task = 1;
    return capsule;
  }

  std::string_view text_;
  std::uint64_t at_task_default_;
  std::optional<std::uint64_t> task_;
  std::optional<SiteId> site_;
};

}  // namespace

Result<FaultCapsule> parse_fault_capsule(std::string_view text, std::uint64_t at_task_default) {
  return CapsuleReader(text, at_task_default).read();
}

FaultCapsule make_capsule(FaultId fault, int worker, std::uint64_t at_task) {
  if (!fault_row(fault).names_worker()) return {fault, 0, 0};
  return {fault, worker, at_task};
}

std::string to_text(const FaultCapsule& capsule) {
  std::string text(fault_row(capsule.fault).name);
  if (!fault_row(capsule.fault).names_worker()) return text;
  text += "@" + std::to_string(capsule.worker);
  if (site_row(capsule.site).counts_tasks) text += ":task=" + std::to_string(capsule.at_task);
  if (capsule.site != SiteId::mid_task) text.append(":site=").append(site_row(capsule.site).name);
  return text;
}

}  // namespace sharedfate
