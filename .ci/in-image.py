"""Runs the demo in a root folder as a container engine would: read-only root, numeric user, no network, no capabilities, no_new_privs, and a
seccomp filter that refuses what RuntimeDefault refuses a container without capabilities (new user namespaces, mount, ptrace of others, keyrings, bpf ...)."""

import ctypes
import os
import struct
import subprocess
import sys

root = sys.argv[1]
USER = 65532
# x86-64 numbers of system calls that RuntimeDefault does not allow without CAP_SYS_ADMIN, CAP_SYS_PTRACE and the like
REFUSED = {
    "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "ptrace": 101, "bpf": 321, "keyctl": 250, "add_key": 248,
    "request_key": 249, "userfaultfd": 323, "perf_event_open": 298, "kexec_load": 246, "init_module": 175, "finit_module": 313, "delete_module": 176,
    "swapon": 167, "swapoff": 168, "reboot": 169, "settimeofday": 164, "clock_settime": 227, "open_by_handle_at": 304, "quotactl": 179, "acct": 163,
}
CLONE = 56
CLONE_NEW = 0x7E020000  # every CLONE_NEW* flag: RuntimeDefault refuses clone() with any of them
CLONE3 = 435  # answered with ENOSYS, as RuntimeDefault does, so that callers fall back to clone()


def instruction(code, jt, jf, k):
    return struct.pack("HBBI", code, jt, jf, k & 0xFFFFFFFF)


def seccomp_filter():
    load_number, load_flags = instruction(0x20, 0, 0, 0), instruction(0x20, 0, 0, 16)
    allow, eperm, enosys = (instruction(0x06, 0, 0, k) for k in (0x7FFF0000, 0x00050001, 0x00050026))
    body = [load_number]
    for number in REFUSED.values():
        body += [instruction(0x15, 0, 1, number), eperm]
    body += [instruction(0x15, 0, 1, CLONE3), enosys]
    body += [instruction(0x15, 0, 3, CLONE), load_flags, instruction(0x45, 0, 1, CLONE_NEW), eperm, allow]
    return b"".join(body), len(body)


def confine():
    libc = ctypes.CDLL(None, use_errno=True)
    os.chroot(root)
    os.chdir("/tmp")
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    if libc.prctl(38, 1, 0, 0, 0) != 0:  # PR_SET_NO_NEW_PRIVS
        raise OSError(ctypes.get_errno(), "no_new_privs")
    code, length = seccomp_filter()
    buffer = ctypes.create_string_buffer(code)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    program = Program(length, ctypes.addressof(buffer))
    if libc.prctl(22, 2, ctypes.byref(program), 0, 0) != 0:  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        raise OSError(ctypes.get_errno(), "seccomp")


def mounts():
    yield ["mount", "--make-rprivate", "/"]
    yield ["mount", "--bind", root, root]
    yield ["mount", "-o", "remount,bind,ro", root]
    yield ["mount", "-t", "proc", "proc", root + "/proc"]
    yield ["mount", "-t", "tmpfs", "-o", "mode=1777,size=1g", "tmpfs", root + "/tmp"]
    yield ["mount", "-t", "tmpfs", "-o", "mode=0755,size=1m", "tmpfs", root + "/dev"]
    for device in ("null", "zero", "random", "urandom"):
        yield ["touch", f"{root}/dev/{device}"]
        yield ["mount", "--bind", f"/dev/{device}", f"{root}/dev/{device}"]


if os.environ.get("EXHIBIT_IN_NAMESPACE") != "1":
    os.environ["EXHIBIT_IN_NAMESPACE"] = "1"
    sys.exit(subprocess.call(["unshare", "--mount", "--net", "--pid", "--ipc", "--fork", sys.executable, *sys.argv]))

for command in mounts():
    subprocess.check_call(command)
environment = {"HOME": "/tmp", "PATH": "/usr/local/bin:/usr/bin:/bin", "NODE_ENV": "production"}
demo = ["/usr/local/bin/node", "/opt/exhibit/dist/cli.js", "demo", "--folder", "/tmp/demo", "--no-browser-sandbox"]
code = subprocess.call(demo, preexec_fn=confine, env=environment)
if code != 0:
    sys.exit(code)
printed = subprocess.run(["find", root + "/tmp/demo", "-name", "report.pdf", "-size", "+20k"], capture_output=True, text=True, check=True).stdout.split()
if not printed:
    sys.exit("no PDF was printed in the image's root")
print(f"printed in the image's root as user {USER}, read-only, without network: {len(printed)} PDF of {os.path.getsize(printed[0])} bytes")
