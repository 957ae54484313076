#include "core/measure/memory_picture.h"

#include <map>

#include "core/measure/fact_taker.h"

namespace sharedfate {
namespace {

/// The number of a page frame; empty if the fact is another word.
std::string frame_of(FactTaker& facts, const std::string& of, std::string_view name) {
  std::string frame = facts.words(of, name);
  return frame.starts_with("0x") ? frame : "";
}

MemoryPicture::Worker take_worker(FactTaker& facts, const std::string& name, bool process) {
  MemoryPicture::Worker worker;
  worker.name = name;
  worker.pid = static_cast<int>(facts.number(name, "PID"));
  worker.tid = static_cast<int>(facts.number(name, "TID"));
  worker.address = facts.words(name, "address");
  worker.value = facts.number(name, "value");
  worker.page = facts.words(name, "page");
  worker.frame = frame_of(facts, name, "frame");
  if (!process) return worker;
  worker.shared_value = facts.number(name, "shared value");
  worker.shared_address = facts.words(name, "shared address");
  worker.shared_frame = frame_of(facts, name, "shared frame");
  return worker;
}

}  // namespace

std::vector<MemoryPicture::Page> MemoryPicture::pages() const {
  std::map<std::string, Page> pages;
  for (const Worker& worker : processes) {
    Page& page = pages[worker.page];
    page.letter = worker.page;
    page.frame = worker.frame;
    page.owners.push_back(worker.name);
  }
  std::vector<Page> list;
  for (auto& [letter, page] : pages) list.push_back(std::move(page));
  return list;
}

std::optional<MemoryPicture> memory_picture(const Measurement& measurement) {
  const auto parameters =
      Parameters::parse(measurement.experiment->parameters, measurement.parameters);
  if (!parameters) return std::nullopt;
  const std::uint64_t each = parameters.value().number("workers");
  FactTaker facts(measurement);
  MemoryPicture picture;
  picture.symbol = facts.words("parent", "symbol");
  for (std::uint64_t i = 1; i <= each; ++i)
    picture.threads.push_back(take_worker(facts, "T" + std::to_string(i), false));
  picture.processes.push_back(take_worker(facts, "parent", true));
  for (std::uint64_t i = 1; i <= each; ++i)
    picture.processes.push_back(take_worker(facts, "P" + std::to_string(i), true));
  picture.done = facts.words("", "done");
  picture.copies_made = static_cast<std::uint64_t>(facts.number("", "copies made"));
  picture.orders_obeyed = static_cast<std::uint64_t>(facts.number("", "orders obeyed"));
  if (!facts.all_there()) return std::nullopt;
  return picture;
}

}  // namespace sharedfate
