"""Reads the pixels of the screen: a minimal X11 client that needs no library."""

import os
import socket
import struct

GET_IMAGE, INTERN_ATOM = 73, 16
Z_PIXMAP = 2
ALL_PLANES = 0xFFFFFFFF


class Screen:
    def __init__(self):
        number = os.environ["DISPLAY"].rpartition(":")[2].partition(".")[0]
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(f"/tmp/.X11-unix/X{number}")
        self.socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        head = self.receive(8)
        body = self.receive(struct.unpack_from("<H", head, 6)[0] * 4)
        if head[0] != 1:
            raise RuntimeError("the X server refuses a connection")
        self.first_id = struct.unpack_from("<I", body, 4)[0]
        vendor_size, format_count = struct.unpack_from("<H", body, 16)[0], body[21]
        self.root = struct.unpack_from("<I", body, 32 + (vendor_size + 3) // 4 * 4 + format_count * 8)[0]

    def receive(self, size):
        data = bytearray()
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise RuntimeError("the X server has gone")
            data += part
        return bytes(data)

    def reply(self):
        head = self.receive(32)
        while head[0] > 1:  # an event that is sent to every client, such as a new keyboard mapping
            head = self.receive(32)
        if head[0] != 1:
            raise RuntimeError(f"the X server answers with error {head[1]}")
        return head, self.receive(struct.unpack_from("<I", head, 4)[0] * 4)

    def atom(self, name):
        padded = name.encode() + bytes(-len(name) % 4)
        self.socket.sendall(struct.pack("<BBHHxx", INTERN_ATOM, 0, 2 + len(padded) // 4, len(name)) + padded)
        return struct.unpack_from("<I", self.reply()[0], 8)[0]

    def grab(self, rect):
        """The pixels of (x, y, width, height), four bytes each: blue, green, red, unused."""
        x, y, width, height = rect
        self.socket.sendall(struct.pack("<BBHIhhHHI", GET_IMAGE, Z_PIXMAP, 5, self.root, x, y, width, height,
                                        ALL_PLANES))
        return self.reply()[1]


def changed_share(before, after):
    """The share of pixels that differ, 0..1."""
    first, second = memoryview(before).cast("I"), memoryview(after).cast("I")
    assert len(first) == len(second)
    return sum(a != b for a, b in zip(first, second)) / len(first)


def changed_box(before, after, width):
    """The smallest (left, top, right, bottom) around the pixels that differ; None: all are the same."""
    first, second = memoryview(before).cast("I"), memoryview(after).cast("I")
    places = [divmod(i, width) for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    if not places:
        return None
    rows, columns = zip(*places)
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def brightness(pixels):
    """The mean of all channels, 0..255."""
    channels = [pixels[start::4] for start in range(3)]
    return sum(sum(channel) for channel in channels) / sum(len(channel) for channel in channels)
