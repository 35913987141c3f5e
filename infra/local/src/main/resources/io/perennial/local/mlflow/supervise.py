"""Runs the command given as arguments and ends it, with all its children, when standard input closes.

The caller holds the other end of standard input, so the command never outlives the caller, however that one dies.
"""

import os
import signal
import subprocess
import sys
import threading

GRACE_SECONDS = 5


def end(server: subprocess.Popen) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(server.pid, sign)
            server.wait(GRACE_SECONDS)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            pass


def end_with_caller(server: subprocess.Popen) -> None:
    sys.stdin.buffer.read()
    end(server)


def main() -> int:
    # Started first: a child inherits ignored signals, and could then not be asked to end.
    server = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    # Signals to the whole process group, such as Ctrl-C, reach this process too; the caller decides in which order things stop.
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    threading.Thread(target=end_with_caller, args=(server,), daemon=True).start()
    return server.wait()


if __name__ == "__main__":
    sys.exit(main())
