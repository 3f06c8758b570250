"""Runs a command under no_new_privs and a seccomp filter like a container engine's RuntimeDefault for a container without capabilities.

    python3 .ci/runtime_default.py COMMAND [ARGUMENT...]

Needs nothing but Python 3 on Linux, x86-64, and no rights. Also imported by in-image.py, and used by the test that prints a page under it."""

import ctypes
import os
import struct
import sys

# The system calls of x86-64 that the default profile of containerd and Docker refuses without capabilities, by number. Newer versions of the
# profile allow ptrace and process_vm_*; older ones do not, and so this one does not.
REFUSED = {
    "ptrace": 101, "syslog": 103, "uselib": 134, "ustat": 136, "sysfs": 139, "vhangup": 153, "pivot_root": 155, "_sysctl": 156, "chroot": 161,
    "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170,
    "setdomainname": 171, "iopl": 172, "ioperm": 173, "create_module": 174, "init_module": 175, "delete_module": 176, "get_kernel_syms": 177,
    "query_module": 178, "quotactl": 179, "nfsservctl": 180, "getpmsg": 181, "putpmsg": 182, "afs_syscall": 183, "tuxcall": 184, "security": 185,
    "lookup_dcookie": 212, "clock_settime": 227, "vserver": 236, "mbind": 237, "set_mempolicy": 238, "get_mempolicy": 239, "kexec_load": 246,
    "add_key": 248, "request_key": 249, "keyctl": 250, "migrate_pages": 256, "unshare": 272, "move_pages": 279, "perf_event_open": 298,
    "fanotify_init": 300, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312,
    "finit_module": 313, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "pidfd_getfd": 438, "process_madvise": 440, "mount_setattr": 442, "quotactl_fd": 443, "set_mempolicy_home_node": 450,
}
NEWEST = 450  # what came later is answered with ENOSYS, as by an engine that does not know it
SOCKET, CLONE, PERSONALITY, CLONE3 = 41, 56, 135, 435
CLONE_NEW = 0x7E020000  # every CLONE_NEW* flag: no new namespace
AF_VSOCK = 40
PERSONALITIES = (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)

X86_64 = 0xC000003E
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
LOAD, EQUAL, GREATER, ANY_BIT, RETURN = 0x20, 0x15, 0x25, 0x45, 0x06


def instruction(code, k, jump_true=0, jump_false=0):
    return struct.pack("HBBI", code, jump_true, jump_false, k)


ALLOW, EPERM, ENOSYS = (instruction(RETURN, k) for k in (0x7FFF0000, 0x00050001, 0x00050026))


def when(test, k, block):
    """The block, passed over where the test does not hold."""
    return [instruction(test, k, 0, len(block)), *block]


def program():
    """The filter as the kernel's instructions: arguments are looked at for clone, personality and socket alone."""
    personalities = [step for value in PERSONALITIES for step in when(EQUAL, value, [ALLOW])]
    argument = instruction(LOAD, FIRST_ARGUMENT)
    return [
        instruction(LOAD, ARCHITECTURE), instruction(EQUAL, X86_64, 1, 0), EPERM,
        instruction(LOAD, NUMBER),
        *when(GREATER, NEWEST, [ENOSYS]),
        *when(EQUAL, CLONE3, [ENOSYS]),  # so that callers fall back to clone, whose flags a filter can see
        *(step for number in REFUSED.values() for step in when(EQUAL, number, [EPERM])),
        *when(EQUAL, CLONE, [argument, *when(ANY_BIT, CLONE_NEW, [EPERM]), ALLOW]),
        *when(EQUAL, PERSONALITY, [argument, *personalities, EPERM]),
        *when(EQUAL, SOCKET, [argument, *when(EQUAL, AF_VSOCK, [EPERM]), ALLOW]),
        ALLOW,
    ]  # fmt: skip


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def confine():
    """Puts this process, and all that it starts, under no_new_privs and the filter; for good."""
    libc = ctypes.CDLL(None, use_errno=True)
    steps = program()
    code = ctypes.create_string_buffer(b"".join(steps))
    filtering = Program(len(steps), ctypes.addressof(code))
    if libc.prctl(38, 1, 0, 0, 0) != 0:  # PR_SET_NO_NEW_PRIVS
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if libc.prctl(22, 2, ctypes.byref(filtering), 0, 0) != 0:  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: runtime_default.py COMMAND [ARGUMENT...]")
    confine()
    os.execvp(sys.argv[1], sys.argv[1:])
