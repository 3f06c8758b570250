"""Runs the demo in a root folder as a container engine would: read-only root, numeric user, no network, no capabilities, no_new_privs, and the
seccomp filter of runtime_default.py."""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
import runtime_default  # noqa: E402

root = sys.argv[1]
USER = 65532


def confine():
    os.chroot(root)
    os.chdir("/tmp")
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    runtime_default.confine()


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
