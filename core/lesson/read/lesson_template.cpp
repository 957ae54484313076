#include "core/lesson/read/lesson_reader.h"

namespace sharedfate {

namespace {

constexpr std::string_view text = R"(+++
# What the list of lessons shows, and the lanes that this lesson works with.
title = "Who is left?"
claim = "A thread that crashes takes its whole process down; a worker process does not."
minutes = 3                             # 1 to 60
lanes = ["threads:4", "processes:4"]    # 1 to 4 of: serial, threads:N, processes:N
# claims = [8, 9]                       # numbers in the syllabus
# order = 100                           # place in the list; left out: at the end
workload = "primes:20000"               # what the tasks do: square, primes, wait or mixed
tempo = 300                             # ms that a task is stretched to; 0: full speed
# deadline = 5                          # s; a task that takes longer gets its process killed
# seed = 7                              # decides how long stretched tasks take
+++

# The same work, twice

Every step begins with a heading like the one above. What stands here is for the room:
*few* words, **large**.

- Threads live in *one* process
- Each process lives by itself

> A quote is a note to yourself: the room does not see it. Ask who has used threads before.

```setup
# Runs when the step is entered, from fresh lanes.
submit 60
open
```

```run
# Runs on the next key. Goes on when the condition holds; a limit keeps it from waiting for ever.
wait until all.done >= 4 within 20 s
```

```expect
# What must be true afterwards: "sharedfate lesson check FILE" runs the lesson and says so.
all.lost = 0
threads.processes = 1
processes.processes = 5
```

# Worker 2 goes wrong

It writes to an address that *nobody owns*. In both lanes.

> Let them argue first, then let them vote again.

```setup
# The gates stay closed: the room may talk for minutes before it votes.
submit 40
```

```predict
Which workers will be left?
- All but worker 2, in both lanes | threads.survivors > 0 and processes.survivors > 0
- No thread, but 3 processes | threads.survivors = 0 and processes.survivors > 0
- No process, whatever becomes of the threads | processes.survivors = 0
```

```run
open
wait until all.done >= 4 within 20 s
inject segv@2
wait until threads.dead and processes.replaced >= 1 within 20 s
```

```expect
threads.alive = 0
processes.lost <= 1
```

```cpp line=2
int* nobody = nullptr;
*nobody = 42;
```

# Until when this is true

An uncaught exception in *Python* ends its thread alone. In C++ it ends the process.

Now you: the same with 2 workers. Who is left?

> End with the limits of the claim, and with one thing to change.
)";

}  // namespace

std::string_view lesson_template() { return text; }

}  // namespace sharedfate
