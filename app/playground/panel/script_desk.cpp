#include "app/playground/panel/script_desk.h"

namespace sharedfate {
namespace {

/// What the view begins with: five workers, three tasks, twice.
constexpr const char* first_code =
    "from multiprocessing import Pool\n"
    "\n"
    "\n"
    "def square(n):\n"
    "    return n * n\n"
    "\n"
    "\n"
    "if __name__ == \"__main__\":\n"
    "    pool = Pool(5)\n"
    "    print(pool.map(square, [2, 3, 4]))\n"
    "    print(pool.map(square, [10, 21, 43]))\n"
    "    pool.terminate()\n";

}  // namespace

ScriptDesk::ScriptDesk() { editor.set_text(first_code); }

}  // namespace sharedfate
