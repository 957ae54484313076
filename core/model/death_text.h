#pragma once

#include <span>
#include <string>

#include "core/model/model.h"

// Sentences about deaths. Every figure is what the kernel reported or what the account says.
namespace sharedfate {

/// Whether an exception ended one thread of an interpreter: the only death in which a process goes
/// on without one of its workers.
bool ended_alone_as_thread(const LaneSpec& lane, const Death& death);

/// The label of a worker of this lane: "T3", "P1".
std::string worker_label(const LaneSpec& lane, int worker);

/// The workers' labels: "T1, T2 and T4".
std::string worker_list(const LaneSpec& lane, std::span<const int> workers);

/// The end as the kernel reported it: "SIGSEGV (signal 11, Segmentation fault) at address 0x0",
/// "exit code 0".
std::string end_text(const DeathReport& report);

/// One sentence: which worker or process died, in which task, and how.
std::string death_sentence(const LaneSpec& lane, const Death& death);

/// What was lost, which workers died too, and what replaced the dead one: one to three sentences.
std::string death_consequences(const LaneSpec& lane, const Death& death);

/// Both, then the recorded cause, indented by two spaces, and the stack, one frame a line, indented
/// by four.
std::string death_paragraph(const LaneSpec& lane, const Death& death);

/// The account as an equation: "200 submitted = 0 queued + 0 running + 199 done + 0 failed + 1 lost
/// + 0 cancelled".
std::string account_text(const Account& account);

}  // namespace sharedfate
