"""io_uring through ctypes: a ring that sends one buffer to many sockets in one system call.

Layouts are those of Linux's ``include/uapi/linux/io_uring.h``. Submission entry i always stands in
slot i and is named i, so what never changes is written once. Kernel and program share the memory
of the ring; both sides of it run in this one thread, inside the call, so no barrier is needed.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
from typing import Any

import numpy as np

_SETUP, _ENTER = 425, 426  # system calls; the numbers are the same on every architecture of today
_SQ_RING, _SQES = 0, 0x1000_0000
_SINGLE_MMAP = 1
_SUBMIT_ALL, _SINGLE_ISSUER, _DEFER_TASKRUN = 1 << 7, 1 << 12, 1 << 13
# The newest first: completions without an interrupt (Linux 6.1), then any io_uring.
_FLAGS = (_SUBMIT_ALL | _SINGLE_ISSUER | _DEFER_TASKRUN, _SUBMIT_ALL, 0)
_GET_EVENTS = 1
_OP_SEND = 26
_DONTWAIT, _NOSIGNAL = 0x40, 0x4000
_SQE = np.dtype({
    "names": ["opcode", "fd", "addr", "len", "msg_flags", "user_data"],
    "formats": ["u1", "<i4", "<u8", "<u4", "<u4", "<u8"],
    "offsets": [0, 4, 16, 24, 28, 32],
    "itemsize": 64,
})  # fmt: skip
_CQE = np.dtype([("user_data", "<u8"), ("res", "<i4"), ("flags", "<u4")])
# Offsets of the parameters (struct io_uring_params, 120 bytes of u32).
_P_SQ_ENTRIES, _P_CQ_ENTRIES, _P_FLAGS, _P_FEATURES = 0, 1, 2, 5
_P_SQ, _P_CQ = 10, 20
_HEAD, _TAIL, _MASK, _CQES, _ARRAY = 0, 1, 2, 5, 6
_syscall = ctypes.CDLL(None, use_errno=True).syscall
_syscall.restype = ctypes.c_long
Column = np.ndarray[Any, np.dtype[Any]]


class Ring:
    """``entries`` sends per system call. Belongs to the thread that made it.

    Raises OSError where the kernel or a sandbox forbids io_uring.
    """

    def __init__(self, entries: int) -> None:
        self._fd, params = _setup(entries)
        self.entries = int(params[_P_SQ_ENTRIES])
        sq, cq = params[_P_SQ : _P_SQ + 10], params[_P_CQ : _P_CQ + 10]
        size = max(sq[_ARRAY] + 4 * self.entries, cq[_CQES] + 16 * int(params[_P_CQ_ENTRIES]))
        self._memory = _map(self._fd, int(size), _SQ_RING)
        self._sq_tail = self._word(sq[_TAIL])
        self._sq_mask = int(self._word(sq[_MASK])[0])
        self._slots = np.frombuffer(self._memory, "<u4", self.entries, int(sq[_ARRAY]))
        self._cq_head, self._cq_tail = self._word(cq[_HEAD]), self._word(cq[_TAIL])
        self._cq_mask = int(self._word(cq[_MASK])[0])
        self._cqes = np.frombuffer(self._memory, _CQE, self._cq_mask + 1, int(cq[_CQES]))
        self._sqes = np.frombuffer(_map(self._fd, 64 * self.entries, _SQES), _SQE)
        self._numbers = np.arange(self.entries, dtype=np.uint32)
        self._sqes["opcode"] = _OP_SEND
        self._sqes["msg_flags"] = _DONTWAIT | _NOSIGNAL
        self._sqes["user_data"] = self._numbers

    def send(self, fds: Column, address: int, size: int) -> Column:
        """Send the ``size`` bytes at ``address`` to at most ``entries`` sockets.

        Returns what each send gave (bytes, or a negative errno) in the order of ``fds``; all of
        them are over by then.
        """
        count = len(fds)
        entries = self._sqes[:count]
        entries["fd"], entries["addr"], entries["len"] = fds, address, size
        tail = int(self._sq_tail[0])
        self._slots[(self._numbers[:count] + np.uint32(tail)) & self._sq_mask] = self._numbers[
            :count
        ]
        self._sq_tail[0] = (tail + count) & 0xFFFF_FFFF
        results = np.empty(count, np.int32)
        self._reap(results, self._enter(count, count))
        return results

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _reap(self, results: Column, submitted: int) -> None:
        """Read completions until every send of this call has one."""
        waiting = count = len(results)
        while True:
            head = int(self._cq_head[0])
            ready = (int(self._cq_tail[0]) - head) & 0xFFFF_FFFF
            places = (np.arange(ready, dtype=np.uint32) + np.uint32(head)) & self._cq_mask
            found = self._cqes[places]
            results[found["user_data"].astype(np.intp)] = found["res"]
            self._cq_head[0] = (head + ready) & 0xFFFF_FFFF
            waiting -= ready
            if not waiting:
                return
            submitted += self._enter(count - submitted, waiting)

    def _enter(self, submit: int, wait: int) -> int:
        """How many were taken over; 0 when a signal came in between."""
        taken = _call(_ENTER, self._fd, submit, wait, _GET_EVENTS, 0, 0)
        if taken >= 0:
            return taken
        number = ctypes.get_errno()
        if number in (errno.EINTR, errno.EAGAIN, errno.EBUSY):
            return 0
        raise OSError(number, os.strerror(number))

    def _word(self, offset: Any) -> Column:
        return np.frombuffer(self._memory, "<u4", 1, int(offset))


def _call(*arguments: int) -> int:
    return int(_syscall(*(ctypes.c_long(one) for one in arguments)))


def address_of(data: bytes) -> int:
    """Where the bytes are; valid while the caller keeps ``data``."""
    return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0


def _setup(entries: int) -> tuple[int, Column]:
    """The ring's descriptor and its parameters, with the best flags that the kernel knows."""
    number = 0
    for flags in _FLAGS:
        params = np.zeros(30, np.uint32)
        params[_P_FLAGS] = flags
        fd = _call(_SETUP, entries, params.ctypes.data)
        if fd >= 0 and params[_P_FEATURES] & _SINGLE_MMAP:
            os.set_inheritable(fd, False)
            return fd, params
        number = ctypes.get_errno() if fd < 0 else errno.ENOSYS
        if fd >= 0:
            os.close(fd)
    raise OSError(number, os.strerror(number))


def _map(fd: int, size: int, offset: int) -> mmap.mmap:
    protection = mmap.PROT_READ | mmap.PROT_WRITE
    return mmap.mmap(fd, size, mmap.MAP_SHARED | mmap.MAP_POPULATE, protection, offset=offset)
