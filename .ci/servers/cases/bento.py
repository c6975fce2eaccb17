"""BentoML 1.4.40: JSON and plain text over HTTP."""

from concurrent.futures import ThreadPoolExecutor

from process import Process, free_ports, until
from server import HERE, Server, same


class BentoML(Server):
    name, key = "BentoML 1.4.40", "bentoml"
    misshapen = ("rejected",)

    def start(self):
        self.port, self.late_port = free_ports(2)
        self.processes.append(self.serve("server", self.port, {}).start())
        self.processes.append(self.serve("late", self.late_port, {"SERVERS_LATE": "1"}).start())

    def serve(self, name, port, env):
        home = self.folder / name
        return Process(
            [self.venv / "bin" / "bentoml", "serve", "bento_service:Intent", "--host", "127.0.0.1", "--port", str(port)],
            self.folder / (name + ".log"),
            {**self.environment(), "BENTOML_DO_NOT_TRACK": "true", "BENTOML_HOME": str(home), **env},
            HERE / "models",
        )

    def backends(self):
        def service(name, port, method, more):
            return f"""\
  {name}:
    protocol: http-json
    url: "http://127.0.0.1:{port}/{method}"
    readiness: /readyz
    most: 20s
""" + "".join(f"    {line}\n" for line in more.splitlines())

        return (
            service("intent", self.port, "classify", "confidence: /sure")
            + service("late", self.late_port, "classify", "confidence: /sure")
            + service("nosuch", self.port, "nosuch", "")
            + service("misshapen", self.port, "classify", "body: { words: input.text }")
            + service("batched", self.port, "batched", "body: { texts: [input.text] }\nanswer: { sure: /0 }")
            + service("summary", self.port, "summary", "replyFormat: text\nanswer: { summary: /text }")
        )

    def happy(self, gateway):
        summary = gateway.call("summary", {"text": "refund it"})
        same(f"status of {summary}", summary.status, 200)
        same("answer", summary.answer, {"summary": "Summary: refund it"})
        return super().happy(gateway) + ", JSON and text/plain"

    def loading(self, gateway):
        """Its socket is open before its workers are there, so calls wait in the system's queue for as long as they may."""
        reply = self.fails(gateway, "late", self.ask("refund it"), ("timed-out",), 2)
        same("health while it loads", gateway.is_ready("late"), False)
        self.open_gate()
        until("the service answers once it is loaded",
              lambda: gateway.call("late", self.ask("refund it")).status == 200, 60, self.processes[1])
        return reply.reason + ", then 200"

    def batch(self, gateway):
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda _: gateway.call("batched", {"text": "refund it"}), range(6)))
        for reply in replies:
            same(f"status of {reply}", reply.status, 200)
            same("answer", reply.answer, {"sure": 0.75})
        return "6 calls in batches of " + self.batches(6)
