#include "core/experiment/stepped_workers.h"

#include <system_error>

#include "core/base/wait_cycle.h"
#include "core/system/futex.h"
#include "core/system/process_facts.h"

namespace sharedfate {
namespace {

/// The owner of a lock that no worker should wait for any longer, because the workers are ended.
constexpr std::uint32_t abandoned = ~std::uint32_t{0};

/// The accesses of a step need no order of their own: the gates put the steps in order.
constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

SteppedWorkers::SteppedWorkers(const SmallProgram& program) : program_(program) {
  for (std::size_t i = 0; i < program.variables.size(); ++i)
    values_[i].store(program.variables[i].initial, relaxed);
}

Result<std::unique_ptr<SteppedWorkers>> SteppedWorkers::start(const SmallProgram& program) {
  std::unique_ptr<SteppedWorkers> all(new SteppedWorkers(program));
  try {
    for (std::size_t worker = 0; worker < program_workers; ++worker)
      all->workers_[worker].thread = std::thread([&all = *all, worker] { all.run(worker); });
  } catch (const std::system_error& refused) {
    return Error{"start a thread", refused.what(), "the limit of threads is reached"};
  }
  for (const Worker& worker : all->workers_) all->await(worker);
  return all;
}

SteppedWorkers::~SteppedWorkers() {
  given_up_.store(true);
  for (std::atomic<std::uint32_t>& lock : locks_) {
    lock.store(abandoned);
    futex_wake(lock);
  }
  for (Worker& worker : workers_) {
    worker.gate.store(1);
    futex_wake(worker.gate);
    if (worker.thread.joinable()) worker.thread.join();
  }
}

void SteppedWorkers::stand(Worker& worker, Standing standing) {
  worker.standing.store(static_cast<std::uint32_t>(standing), std::memory_order_release);
  futex_wake(worker.standing);
}

void SteppedWorkers::await(const Worker& worker) const {
  constexpr auto moving = static_cast<std::uint32_t>(Standing::moving);
  while (worker.standing.load(std::memory_order_acquire) == moving)
    futex_wait(worker.standing, moving);
}

void SteppedWorkers::run(std::size_t index) {
  Worker& worker = workers_[index];
  worker.tid = host_tid();
  for (const ProgramStep& step : program_.workers[index]) {
    stand(worker, Standing::paused);
    while (worker.gate.load(std::memory_order_acquire) == 0) futex_wait(worker.gate, 0);
    if (given_up_.load()) return;
    worker.gate.store(0, relaxed);
    if (!do_step(index, step)) return;
    ++worker.steps_done;
  }
  stand(worker, Standing::ended);
}

bool SteppedWorkers::do_step(std::size_t index, const ProgramStep& step) {
  std::int64_t& own = workers_[index].register_value;
  if (!holds(step.when, own)) return true;
  switch (step.action) {
    case StepAction::load:
      own = values_[step.target].load(relaxed);
      return true;
    case StepAction::add:
      own += step.amount;
      return true;
    case StepAction::store:
      values_[step.target].store(own + step.amount, relaxed);
      return true;
    case StepAction::store_constant:
      values_[step.target].store(step.amount, relaxed);
      return true;
    case StepAction::fetch_add:
      values_[step.target].fetch_add(step.amount, relaxed);
      return true;
    case StepAction::lock:
      return take_lock(index, step.target);
    case StepAction::unlock:
      locks_[step.target].store(0, std::memory_order_release);
      futex_wake(locks_[step.target], 1);
      return true;
  }
  return true;
}

bool SteppedWorkers::take_lock(std::size_t index, std::size_t lock) {
  std::atomic<std::uint32_t>& word = locks_[lock];
  const auto self = static_cast<std::uint32_t>(index + 1);
  Worker& worker = workers_[index];
  for (bool reported = false;;) {
    std::uint32_t owner = 0;
    if (word.compare_exchange_strong(owner, self, std::memory_order_acquire)) break;
    if (owner == abandoned) return false;
    if (!reported) {
      worker.waits_for_lock = static_cast<int>(lock) + 1;
      stand(worker, Standing::waiting);
      reported = true;
    }
    futex_wait(word, owner);
  }
  worker.waits_for_lock = 0;
  return true;
}

bool SteppedWorkers::step(std::size_t index) {
  assert(index < program_workers);
  Worker& worker = workers_[index];
  if (view(index).standing != Standing::paused) return false;
  const ProgramStep& step = program_.workers[index][worker.steps_done];
  // The worker that waits for the lock that this step releases moves, too.
  Worker* freed = nullptr;
  for (Worker& other : workers_) {
    const bool waits = step.action == StepAction::unlock &&
                       other.waits_for_lock == static_cast<int>(step.target) + 1;
    if (waits) freed = &other;
  }
  constexpr auto moving = static_cast<std::uint32_t>(Standing::moving);
  if (freed != nullptr) freed->standing.store(moving, relaxed);
  worker.standing.store(moving, relaxed);
  worker.gate.store(1, std::memory_order_release);
  futex_wake(worker.gate);
  await(worker);
  if (freed != nullptr) await(*freed);
  return true;
}

SteppedWorkers::View SteppedWorkers::view(std::size_t index) const {
  const Worker& worker = workers_[index];
  return View{
      .standing = static_cast<Standing>(worker.standing.load(std::memory_order_acquire)),
      .steps_done = worker.steps_done,
      .register_value = worker.register_value,
      .tid = worker.tid,
      .waits_for_lock = worker.waits_for_lock,
  };
}

std::int64_t SteppedWorkers::value(std::size_t variable) const {
  return values_[variable].load(relaxed);
}

std::size_t SteppedWorkers::lock_owner(std::size_t lock) const {
  return locks_[lock].load(std::memory_order_acquire);
}

std::vector<std::size_t> SteppedWorkers::wait_cycle() const {
  const auto holder_of_wanted = [this](std::size_t worker) -> std::optional<std::size_t> {
    const int lock = view(worker).waits_for_lock;
    const std::size_t owner = lock == 0 ? 0 : lock_owner(static_cast<std::size_t>(lock) - 1);
    return owner == 0 ? std::nullopt : std::optional(owner - 1);
  };
  return find_wait_cycle(std::size_t{0}, program_workers, holder_of_wanted);
}

bool SteppedWorkers::at_rest() const {
  for (std::size_t worker = 0; worker < program_workers; ++worker) {
    if (view(worker).standing == Standing::paused) return false;
  }
  return true;
}

ProgramOutcome SteppedWorkers::outcome() const {
  ProgramOutcome outcome;
  for (std::size_t i = 0; i < program_.variables.size(); ++i) outcome.values[i] = value(i);
  outcome.deadlock = !wait_cycle().empty();
  return outcome;
}

Result<ProgramOutcome> replay(const SmallProgram& program, std::string_view order) {
  const auto started = SteppedWorkers::start(program);
  if (!started) return started.error();
  SteppedWorkers& workers = *started.value();
  for (const char letter : order) workers.step(static_cast<std::size_t>(letter - 'A'));
  // In a deadlock, each worker must have asked for the lock that it does not get.
  for (std::size_t worker = 0; worker < program_workers; ++worker) workers.step(worker);
  return workers.outcome();
}

}  // namespace sharedfate
