"""KServe's Python SDK 0.21.0: an asynchronous model behind its own gRPC server."""

from process import Process, free_ports
from server import HERE, Server, open_inference, python, same


class KServe(Server):
    name, key = "KServe SDK 0.21.0", "kserve"
    cancelled = True

    def start(self):
        http, self.rpc = free_ports(2)
        server = Process([python(self.venv), HERE / "models" / "kserve_server.py", str(http), str(self.rpc)],
                         self.folder / "server.log", self.environment(), self.folder)
        self.processes.append(server.start())

    def backends(self):
        return (
            open_inference(self.rpc, "intent", "intent")
            + open_inference(self.rpc, "late", "late")
            + open_inference(self.rpc, "nosuch", "nosuch")
            + open_inference(self.rpc, "misshapen", "intent", more="inputs: { words: { from: text, datatype: BYTES } }")
            + open_inference(self.rpc, "batched", "intent", "{ fields: { probabilities: probabilities } }")
        )

    def batch(self, gateway):
        reply = gateway.call("batched", {"text": ["invoice it", "refund it"]})
        same(f"status of {reply}", reply.status, 200)
        same("probabilities", reply.answer["probabilities"], [0.75, 0.125, 0.125, 0.125, 0.75, 0.125])
        return "two texts, six scores"
