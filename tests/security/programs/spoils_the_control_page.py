"""Overwrites the lane's control page with values that break divisions, then dies of a signal."""
import gc
import os
import signal
import struct

import wire

control = next(each for each in gc.get_objects() if isinstance(each, wire.Control))
supervisor = next(each for each in gc.get_objects() if isinstance(each, wire.Supervisor))
layout = supervisor._layout
begun()
for offset in range(0, layout["control.size"] - 8, 8):
    control.memory.u64[offset // 8] = 0xFFFF_FFFF_FFFF_FFFF
struct.pack_into("QQd", control.memory.bytes, layout["control.clock"], 0, 0, 1e18)
os.kill(os.getpid(), signal.SIGSEGV)
