#include "core/fault/canary_record.h"
#include "core/fault/rows.h"
#include "core/wire/ticks.h"

namespace sharedfate {

const FaultRow wild_fault{
    .id = FaultId::wild,
    .name = "wild",
    .title = "wild write",
    .sentence = "Writes through a bad pointer into what another task is using, and goes on.",
    // Always the next record, so that there is an effect to see; a random word of it.
    .how = "*(next record in use + a random word) = 40; its task finds its checksum wrong",
    .end = {.signal = 0, .exit_code = 0, .none = true},
    .outcome = {.shared =
                    "A sibling pays: its task fails, corrupted, or it crashes and all die. Or "
                    "nothing comes of it. Who did it goes on.",
                .isolated =
                    "Its own memory is all that it reaches: its own task is corrupted, or it "
                    "dies alone, or nothing comes of it."},
    .needs_deadline = false,
    .commit =
        [] {
          // The low bits of the counter may be constant; the top bits of the product are not.
          write_stray(static_cast<std::size_t>((read_ticks() * 0x9E3779B97F4A7C15U) >> 61));
        },
    .stray_write = true,
};

}  // namespace sharedfate
