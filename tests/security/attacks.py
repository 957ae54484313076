"""The attacks of confined code, one row each: a name, the expected outcome ("|" means "or"), and Python code that
prints "worked" or the error that it met. Where `can_be_shown`, a row also runs unconfined, to show that it is an
attack: it must leave nothing behind there."""
import collections
import os

Attack = collections.namedtuple("Attack", "name refusal code can_be_shown")

PRELUDE = """
import ctypes, errno, os, signal, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
NUMBERS = %r[os.uname().machine]
def call(name, *arguments):
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = libc.syscall(ctypes.c_long(NUMBERS[name]), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
class NoEffect(Exception):
    pass
def attempt(function):
    try:
        function()
        print("worked", flush=True)
    except NoEffect as outcome:
        print(outcome, flush=True)
    except OSError as refused:
        print(errno.errorcode[refused.errno], flush=True)
"""
NUMBERS = {
    "x86_64": {
        "add_key": 248, "bpf": 321, "clone": 56, "fsopen": 430, "io_setup": 206, "io_uring_setup": 425, "keyctl": 250,
        "kcmp": 312, "madvise": 28, "memfd_secret": 447, "modify_ldt": 154, "mq_open": 240, "mq_unlink": 241,
        "name_to_handle_at": 303, "open_tree": 428, "perf_event_open": 298, "personality": 135, "pidfd_getfd": 438,
        "process_vm_readv": 310, "ptrace": 101, "rt_sigqueueinfo": 129, "semget": 64, "shmget": 29,
        "timer_create": 222, "unshare": 272, "userfaultfd": 323, "vmsplice": 278},
    "aarch64": {
        "add_key": 217, "bpf": 280, "clone": 220, "fsopen": 430, "io_setup": 0, "io_uring_setup": 425, "keyctl": 219,
        "kcmp": 272, "madvise": 233, "memfd_secret": 447, "mq_open": 180, "mq_unlink": 181,
        "name_to_handle_at": 264, "open_tree": 428, "perf_event_open": 241, "personality": 92, "pidfd_getfd": 438,
        "process_vm_readv": 270, "ptrace": 117, "rt_sigqueueinfo": 138, "semget": 190, "shmget": 194,
        "timer_create": 107, "unshare": 97, "userfaultfd": 282, "vmsplice": 75},
}


def attacks(outside):
    """All attacks. `outside`: their targets: files, sockets and a process of the same user."""
    found = [Attack(name, refusal, "attempt(lambda: %s)" % code, True) for name, refusal, code in (
        # Files.
        ("read a file of the user's", "ENOENT", f"open({outside.secret!r}).read()"),
        ("write to a file of the user's", "ENOENT", f"open({outside.secret!r}, 'r+').close()"),
        ("list the folder that it is in", "ENOENT", f"os.listdir({outside.folder!r})"),
        ("read the list of users", "ENOENT", "open('/etc/passwd').read()"),
        ("read another program's command line", "ENOENT", f"open('/proc/{outside.victim}/cmdline').read()"),
        ("read its own environment in /proc", "ENOENT", "open('/proc/self/environ').read()"),
        ("name a file by handle", "ENOSYS",
         "call('name_to_handle_at', -100, b'/usr', struct.pack('Ii8x', 8, 0) + bytes(128), "
         "ctypes.byref(ctypes.c_int()), 0)"),
        # Network, and sockets that listen on this computer.
        ("connect to a port of this computer", "EAFNOSUPPORT",
         f"socket.create_connection(('127.0.0.1', {outside.port})).close()"),
        ("connect to a socket in a folder", "ENOENT", f"socket.socket(socket.AF_UNIX).connect({outside.path!r})"),
        ("connect to a socket with an abstract name", "ECONNREFUSED",
         f"socket.socket(socket.AF_UNIX).connect('\\0{outside.name}')"),
        ("make a socket to virtual machines", "EAFNOSUPPORT", "socket.socket(40, socket.SOCK_STREAM)"),
        ("make a netlink socket", "EAFNOSUPPORT", "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)"),
        ("make an MPTCP socket", "EAFNOSUPPORT", "socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)"),
        ("make a socket for the kernel's ciphers", "EAFNOSUPPORT", "socket.socket(38, socket.SOCK_SEQPACKET)"),
        ("give the kernel a packet filter", "ENOSYS",
         "socket.socket(socket.AF_UNIX).setsockopt(socket.SOL_SOCKET, 26, struct.pack('HxxxxxxP', 1, "
         "ctypes.addressof(keep(struct.pack('HBBI', 6, 0, 0, 0)))))"),
        # Processes outside.
        ("signal another process", "ESRCH", f"os.kill({outside.victim}, 0)"),
        ("lower the priority of another process", "EPERM", "os.setpriority(os.PRIO_PROCESS, ABOVE, 5)"),
        ("change the limits of another process", "EPERM", "__import__('resource').prlimit(ABOVE, 4, (0, 0))"),
        ("bind another process to a processor", "EPERM", "os.sched_setaffinity(ABOVE, os.sched_getaffinity(0))"),
        ("trace another process", "EPERM", "call('ptrace', 0x4206, ABOVE, 0, 0)"),
        ("read a child's memory past its shield", "EPERM", "read_child()"),
        ("compare two processes' kernel objects", "EPERM", "call('kcmp', os.getpid(), os.getpid(), 0, 0, 0)"),
        # Rights.
        ("make a user namespace", "EPERM", "call('unshare', 0x10000000)"),
        ("start a process in a user namespace", "ENOSYS", "clone_user()"),
        ("see a mount as its own", "EPERM", "call('open_tree', -100, b'/usr', 0)"),
        # Parts of the kernel with many known vulnerabilities.
        ("set up io_uring", "EPERM", "call('io_uring_setup', 1, bytes(120))"),
        ("handle page faults itself", "EPERM", "call('userfaultfd', 1)"),
        ("count events of the processor", "EPERM", "count_events()"),
        ("keep memory that the kernel cannot read", "EPERM", "call('memfd_secret', 0)"),
        ("turn address randomization off", "EPERM", "call('personality', 0x0040000)"),
        ("move pages into a pipe", "EPERM",
         "call('vmsplice', os.pipe()[1], struct.pack('PL', ctypes.addressof(keep(b'x')), 1), "
         "1, 0)"),
        # Resources that the kernel counts per user, or not at all.
        ("add a key to the user's keyring", "EPERM", "call('add_key', b'user', b'sharedfate-test', b'x', 1, -1)"),
        ("read the session's keyring", "EPERM", "call('keyctl', 0, -3, 1)"),
        ("keep megabytes in files without a name", "EPERM", "os.write(os.memfd_create('held'), bytes(1 << 20))"),
        ("share memory without a file", "EPERM", "__import__('mmap').mmap(-1, 1 << 20)"),
        ("share memory of /dev/zero", "ENOENT", "__import__('mmap').mmap(os.open('/dev/zero', os.O_RDWR), 1 << 20)"),
        ("merge its pages with those of others", "EINVAL", "advise(12)"),
        ("the same, with a bit set that does not count", "ENOSYS", "advise(12 | 1 << 32)"),
        ("lock memory as it is mapped", "ENOSYS", "__import__('mmap').mmap(-1, 4096, 0x2022)"),
        ("fill the user's queue of signals", "EPERM", "fill_signals()"),
        ("lock a file of the system's for everybody", "EPERM",
         "__import__('fcntl').flock(os.open('/usr/bin/env', 0), 2 | 4)"),
        ("leave its session", "EPERM", "os.setsid()"),
        ("send an urgent byte", "ENOSYS", "socket.socketpair()[0].send(b'x', socket.MSG_OOB)"),
        ("keep memory as System V does", "EPERM", "libc.shmctl(call('shmget', 0, 1 << 20, 0o1600), 0, 0)"),
        ("make a System V semaphore", "EPERM", "libc.semctl(call('semget', 0, 1, 0o1600), 0, 0)"),
        ("make a queue of messages", "EPERM", "make_queue()"),
        ("watch files", "EPERM", "watch_files()"),
        ("make a pipe of a megabyte", "ENOSYS", "__import__('fcntl').fcntl(os.pipe()[0], 1031, 1 << 20)"),
        ("set up asynchronous input", "EPERM", "call('io_setup', 1, ctypes.byref(ctypes.c_ulong()))"),
        ("queue a signal with a value", "EPERM", "queue_signal()"),
        ("make a timer that signals", "EPERM", "call('timer_create', 1, 0, ctypes.byref(ctypes.c_int()))"),
        ("push a keystroke into a terminal", "ENOSYS", "push()"),
    )]
    if os.uname().machine == "x86_64":
        change = "attempt(lambda: call('modify_ldt', 0, bytes(16), 16))"
        found.append(Attack("change its segments", "EPERM", change, True))
    # Not tried unconfined: an ordinary user may not do these anyway, or they would do harm there.
    found += [Attack(name, refusal, "attempt(lambda: %s)" % code, False) for name, refusal, code in (
        # Before version 6 of Landlock kill() succeeds, but the signal has no effect.
        ("end its supervisor", "EPERM|it lives", "end_supervisor()"),
        ("lower the priority of all that the user runs", "ENOSYS", "os.setpriority(os.PRIO_USER, 0, 1)"),
        ("load a program into the kernel", "EPERM", "call('bpf', 0, bytes(120), 120)"),
        ("open a file system", "ENOSYS", "call('fsopen', b'tmpfs', 0)"),
        ("become root", "EPERM", "os.setuid(0)"),
        ("take a raw socket", "EAFNOSUPPORT", "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"),
        ("write to a folder of the system", "EROFS", "os.mkdir('/usr/lib/sharedfate-test')"),
        ("run a program out of the scratch folder", "EACCES", "run_copy()"),
    )]
    return found


HELPERS = """
kept = []
def keep(content):
    kept.append(ctypes.create_string_buffer(content, len(content)))
    return kept[-1]
def make_queue():
    name = b'sharedfate-test-%d' % os.getpid()
    call('mq_open', name, 0o102, 0o600, 0)
    call('mq_unlink', name)
def read_child():
    page = keep(b'x')
    pid = os.fork()
    if pid == 0:
        time.sleep(30)
        os._exit(0)
    try:
        vector = struct.pack('PL', ctypes.addressof(page), 1)
        call('process_vm_readv', pid, vector, 1, vector, 1, 0)
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
def clone_user():
    pid = call('clone', 0x10000000 | 17, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
def count_events():
    attribute = bytearray(112)
    struct.pack_into('IIQ', attribute, 0, 1, 112, 1)
    struct.pack_into('Q', attribute, 40, 0b1100001)
    call('perf_event_open', bytes(attribute), 0, -1, -1, 0)
def watch_files():
    if libc.inotify_init1(0) < 0:
        raise OSError(ctypes.get_errno(), '')
def queue_signal():
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    call('rt_sigqueueinfo', os.getpid(), signal.SIGUSR1, struct.pack('iii4x', signal.SIGUSR1, 0, -1) + bytes(112))
def fill_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])
    for _ in range(1000):
        if libc.kill(os.getpid(), signal.SIGRTMIN) < 0 or libc.sigqueue(os.getpid(), signal.SIGRTMIN, None) < 0:
            raise OSError(ctypes.get_errno(), '')
def push():
    master, terminal = os.openpty() if os.path.exists('/dev/ptmx') else (0, 0)
    __import__('fcntl').ioctl(terminal, 0x5412, b'x')
def advise(advice):
    page = __import__('mmap').mmap(-1, 4096, 0x22)  # private
    call('madvise', ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096, advice)
def end_supervisor():
    for number in set(range(1, signal.NSIG)) - {signal.SIGCONT}:  # which it has a handler for where code is one's own
        if libc.kill(ABOVE, number) < 0 and ctypes.get_errno() != errno.EINVAL:
            raise OSError(ctypes.get_errno(), '')
    raise NoEffect("it lives")
def run_copy():
    __import__('shutil').copy('/usr/bin/true', '/tmp/sharedfate-true')
    pid = os.fork()
    if pid == 0:
        try:
            os.execv('/tmp/sharedfate-true', ['true'])
        except OSError as refused:
            os._exit(refused.errno)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.remove('/tmp/sharedfate-true')
    if status != 0:
        raise OSError(status, '')
"""


def program(rows, above):
    """One program for all rows. Each row runs in a process of its own, so that it does not affect the others. `above`:
    the PID of a process outside of the program."""
    lines = [PRELUDE % NUMBERS, HELPERS, "ABOVE = %d" % above, "rows = %r" % [row.code for row in rows], """
for at, code in enumerate(rows):
    pid = os.fork()
    if pid == 0:
        print(at, end=" ")
        signal.alarm(20)
        try:
            exec(code)
        except BaseException as unexpected:
            print("error", type(unexpected).__name__, unexpected, flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
"""]
    return "\n".join(lines)
