#pragma once

namespace sharedfate {

/// Lowers the priority of the calling thread by `niceness`. Where that is not allowed nothing
/// changes.
void lower_own_priority(int niceness);

/// Where memory runs out, the kernel shall end this process and what it starts before others: by
/// `points` of 1000, added to the share of memory that each holds. Never fewer than before.
void offer_to_memory_killer(int points);

/// The priority of a whole session. Where the scheduler groups by session (Linux: autogroup) each
/// session weighs as much as any other, and niceness only counts between the threads of one: a lane
/// of busy workers, however nice, would take as much of a core as the window.
class SessionPriority {
 public:
  /// `niceness` 0: nothing is to be lowered.
  explicit SessionPriority(int niceness) : niceness_(niceness), owed_(niceness > 0) {}

  /// Lowers the priority of the calling process's session, once. That session must be its own: the
  /// priority of all else in it is lowered, too. The kernel allows one such
  /// change by ordinary users every 100 ms. Returns the milliseconds after which to call
  /// it again; -1: not any more, it is done, or this kernel does not group by session.
  int apply();

 private:
  int niceness_;
  bool owed_;
};

}  // namespace sharedfate
