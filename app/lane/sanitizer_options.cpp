// Compiled only into sanitizer builds.
// detect_leaks: the leak search reads /proc by process numbers of its own pid namespace, but the
// mounted /proc has those outside of it, so it cannot work in a lane. It stays on in the app and in
// the tests.
// use_sigaltstack: each worker thread has its own alternate stack for the crash record, which the
// sanitizer would unmap.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0:use_sigaltstack=0"; }
