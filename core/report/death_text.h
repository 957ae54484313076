#pragma once

#include <span>
#include <string>

#include "core/model/model.h"

// Deaths in words, for the terminal. Every figure is what the kernel reported or the account says.
namespace sharedfate {

/// A thread of an interpreter that an exception has ended: the only death in which a process lives
/// on without one of its workers.
bool ended_alone_as_thread(const LaneSpec& lane, const Death& death);

/// "T3", "P1": how a worker of this lane is called.
std::string worker_label(const LaneSpec& lane, int worker);

/// "T1, T2 and T4".
std::string worker_list(const LaneSpec& lane, std::span<const int> workers);

/// How the kernel says that it ended: "SIGSEGV (signal 11, Segmentation fault) at address 0x0",
/// "exit code 0".
std::string end_text(const DeathReport& report);

/// Who died of what: one sentence.
std::string death_sentence(const LaneSpec& lane, const Death& death);

/// What was lost with it, who died with it, who took its place: one to three sentences.
std::string death_consequences(const LaneSpec& lane, const Death& death);

/// Both, then the dying program's own words and its stack, one frame a line, indented by two
/// spaces.
std::string death_paragraph(const LaneSpec& lane, const Death& death);

/// "200 submitted = 0 queued + 0 running + 199 done + 0 failed + 1 lost + 0 cancelled".
std::string account_text(const Account& account);

}  // namespace sharedfate
