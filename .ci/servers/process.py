"""Processes of real servers: begun with a log of their own, waited for, ended by their id."""

import os
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path


def free_ports(count):
    """So many TCP ports of loopback that are free now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def listens(port):
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(what, holds, seconds, process=None):
    """Waits until `holds()` is true and returns what it said; an exception of it counts as not yet."""
    end = time.monotonic() + seconds
    last = None
    while time.monotonic() < end:
        try:
            said = holds()
            if said:
                return said
            last = said
        except Exception as not_yet:  # asked again until the end, which tells of the last one
            last = repr(not_yet)
        if process is not None and process.poll() is not None:
            raise AssertionError(f"{what}: the process ended with {process.poll()}")
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds} s; last: {last}")


def marked(mark):
    """The ids of the processes that bear this mark in their environment: ours, also those that left their parents."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue  # it has ended, or is not ours to read
    return found


class Process:
    """One server with all that it starts: a mark in its environment, which its workers inherit, tells them from others."""

    def __init__(self, command, log, env=None, cwd=None):
        self.command, self.log, self.cwd = [str(word) for word in command], Path(log), cwd
        self.mark = f"SERVERS_MARK={uuid.uuid4().hex}"
        name, value = self.mark.split("=")
        self.env = {**os.environ, **(env or {}), name: value}
        self.running = None

    def start(self):
        with open(self.log, "ab") as log:
            self.running = subprocess.Popen(
                self.command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=self.env,
                cwd=self.cwd, start_new_session=True,
            )
        return self

    def poll(self):
        return self.running.poll()

    def end(self, seconds=15, sign=signal.SIGTERM):
        """Asks it to end, then ends its whole group."""
        if self.running is None:
            return
        if self.running.poll() is None:
            self.running.send_signal(sign)
            try:
                self.running.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
        for _ in range(20):  # one may start another while it is being ended
            left = marked(self.mark.encode())
            for one in left:
                try:
                    os.kill(one, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.running.poll()
            if not left:
                break
            time.sleep(0.05)
        self.running.wait()
        self.running = None

    def kill(self):
        """Ends it without a word, as a crash does."""
        self.end(seconds=0, sign=signal.SIGKILL)

    def tail(self, lines=25):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
