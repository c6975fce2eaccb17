"""What the eight cases ask of any server, through a running gateway. A server says how it is started, how the gateway
reaches it, and where it differs; `docs/backends.md` prints the same configurations and differences."""

import os
import subprocess
import time
from pathlib import Path

import grpc

from process import until

CASES = ("happy", "throws", "unknown", "loading", "shape", "batch", "cancel", "restart")
HERE = Path(__file__).parent
CONTROL = {chr(c) for c in range(32)} - {"\n"}


def same(what, got, wanted):
    if got != wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted {wanted!r}")


def is_in(what, got, wanted):
    if got not in wanted:
        raise AssertionError(f"{what}: got {got!r}, wanted one of {wanted!r}")


def has(what, text, part):
    if part not in text:
        raise AssertionError(f"{what}: {text!r} does not hold {part!r}")


class Server:
    """One kind of server. The names of its routes are those of its backends: `intent` answers, `nosuch` is unknown,
    `late` is loading until the gate opens, `misshapen` sends what does not fit, `batched` takes batches."""

    name = ""  # as the table prints it, with its version
    key = ""  # as the command line and the folders name it
    unknown = ("not-ready",)  # the reasons of a call of a model that is not there
    misshapen = ("rejected",)
    cancelled = False  # whether a cancelled call stops the model's work
    startup_seconds = 90
    secrets = {}  # environment variables that the gateway reads secrets from

    def __init__(self, root, folder, venv):
        self.root, self.folder, self.venv = root, folder, venv
        self.events, self.gate = folder / "events", folder / "gate"
        self.processes = []

    def environment(self):
        return {
            "SERVERS_EVENTS": str(self.events),
            "SERVERS_GATE": str(self.gate),
            "PYTHONPATH": f"{HERE / 'models'}:{os.environ['SERVERS_STUBS']}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": f"{self.venv / 'bin'}:{os.environ['PATH']}",
        }

    # How it runs

    def start(self):
        """Starts the server; returns before it is ready."""
        raise NotImplementedError

    def backends(self):
        """The `backends` of the gateway's configuration."""
        raise NotImplementedError

    def routes(self):
        """A route for each backend, of its name."""
        names = [line.strip().rstrip(":") for line in self.backends().splitlines()
                 if line.startswith("  ") and line[2] not in " #" and line.rstrip().endswith(":")]
        return "".join(
            f"  {name}:\n    budget: {{ default: 5s, most: 1m }}\n    flow: {{ ask: {{ call: {name} }} }}\n"
            for name in names
        )

    def run_to_end(self, command):
        """Runs what prepares the server's files."""
        subprocess.run([str(word) for word in command], check=True, env={**os.environ, **self.environment()}, timeout=120)

    def end(self):
        for process in self.processes:
            process.end()

    def said(self, what):
        """Whether the models noted this line."""
        return self.events.exists() and what in self.events.read_text().splitlines()

    # What is asked and expected

    def ready(self, gateway):
        """Waits until each backend is ready that will be without our doing."""
        for backend in gateway.backends():
            if backend not in ("late", "nosuch", "misshapen"):
                until(f"{backend} is ready", lambda backend=backend: gateway.is_ready(backend),
                      self.startup_seconds, self.processes[0])
        until(f"{self.name} answers", lambda: gateway.call("intent", self.ask("refund it")).status == 200,
              self.startup_seconds, self.processes[0])

    def ask(self, text):
        return {"text": text}

    def is_refund(self, answer, confidence):
        same("label", answer.get("label"), "refund")
        same("confidence", confidence, 0.75)

    def happy(self, gateway):
        over_rest = gateway.call("intent", self.ask("refund it"))
        same(f"status of {over_rest}", over_rest.status, 200)
        self.is_refund(over_rest.answer, over_rest.body.get("confidence"))
        same("quality", over_rest.body["quality"], "QUALITY_FULL")
        over_grpc = gateway.call_grpc("intent", self.ask("refund it"))
        self.is_refund(over_grpc["answer"], over_grpc.get("confidence"))
        return "REST and gRPC"

    def fails(self, gateway, route, fields, reasons, seconds=15):
        """A call over both doors that must fail for one of these reasons, in words that callers may read."""
        reply = gateway.call(route, fields, f"{seconds}s")
        is_in(f"reason of {reply}", reply.reason, reasons)
        if CONTROL & set(reply.detail) or "Traceback" in reply.detail or "File \"" in reply.detail:
            raise AssertionError(f"a server's own words reach the caller: {reply.detail!r}")
        try:
            gateway.call_grpc(route, fields, seconds)
        except grpc.RpcError as status:
            if status.code() in (grpc.StatusCode.OK, grpc.StatusCode.UNKNOWN):
                raise AssertionError(f"over gRPC: {status}") from status
        else:
            raise AssertionError("it failed over REST and answered over gRPC")
        return reply

    def throws(self, gateway):
        self.fails(gateway, "intent", self.ask("throw it"), ("backend-error",))
        same("the next call's status", gateway.call("intent", self.ask("refund it")).status, 200)
        return "backend-error"

    def unknown_model(self, gateway):
        reply = self.fails(gateway, "nosuch", self.ask("refund it"), self.unknown)
        return reply.reason

    def loading(self, gateway):
        reply = self.fails(gateway, "late", self.ask("refund it"), ("not-ready",))
        same("health while it loads", gateway.is_ready("late"), False)
        self.open_gate()
        until("the model answers once it is loaded",
              lambda: gateway.call("late", self.ask("refund it")).status == 200, 60, self.processes[0])
        until("health once it is loaded", lambda: gateway.is_ready("late"), 20)  # it is kept for a second
        return reply.reason + ", then 200"

    def open_gate(self):
        self.gate.touch()

    def shape(self, gateway):
        reply = self.fails(gateway, "misshapen", self.ask("refund it"), self.misshapen)
        return reply.reason

    def batches(self, count):
        """The sizes of the batches that the model saw, which must hold so many calls, two of them together at least."""
        sizes = [int(line.split()[1]) for line in self.events.read_text().splitlines() if line.startswith("batch ")]
        same("calls in all batches", sum(sizes), count)
        if max(sizes) < 2:
            raise AssertionError(f"no two calls shared a batch: {sizes}")
        return "+".join(map(str, sizes))

    def batch(self, gateway):
        raise NotImplementedError

    def cancel(self, gateway):
        name = f"slow-{time.monotonic_ns() % 1_000_000_000}"
        return self.cancels(gateway, self.ask(name), name)

    def cancels(self, gateway, fields, name):
        """A call whose budget ends long before its model does: in time for the caller, and seen at the model or not."""
        reply = gateway.call("intent", fields, "700ms")
        same(f"status of {reply}", reply.status, 504)
        if reply.seconds > 3:
            raise AssertionError(f"the caller waited for the model: {reply}")
        until("the model was asked", lambda: self.said("begun " + name), 10)
        end = "cancelled " if self.cancelled else "finished "
        until(f"the model {end}", lambda: self.said(end + name), 30)
        other = "finished " if self.cancelled else "cancelled "
        same(f"whether the model {other}", self.said(other + name), False)
        return "work stops" if self.cancelled else "work runs on"

    def restart(self, gateway):
        self.processes[0].kill()
        self.fails(gateway, "intent", self.ask("refund it"), ("unreachable", "backend-error"))
        begun = time.monotonic()
        self.processes[0].start()
        self.ready(gateway)
        self.happy(gateway)
        return f"200 after {time.monotonic() - begun:.0f} s"

    def run(self, case, gateway):
        return getattr(self, {"unknown": "unknown_model"}.get(case, case))(gateway)


def python(venv):
    return venv / "bin" / "python"




def open_inference(rpc, name, model, reply="{ scores: probabilities, labelsFrom: labels }", more=""):
    """One backend of the Open Inference Protocol, as docs/backends.md writes it; `more` are further keys."""
    return f"""\
  {name}:
    protocol: open-inference
    address: "127.0.0.1:{rpc}"
    model: {model}
    reply: {reply}
    most: 20s
""" + "".join(f"    {line}\n" for line in more.splitlines())
