// Compiled only into sanitizer builds.
// detect_leaks: the search reads /proc by the numbers of the process's own pid namespace, which are
// not those of the /proc that is mounted; it cannot work in a lane. It stays on in the app and in
// the tests themselves. use_sigaltstack: each worker thread has an alternate stack of ours, for its
// last words; the sanitizer would unmap it.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0:use_sigaltstack=0"; }
