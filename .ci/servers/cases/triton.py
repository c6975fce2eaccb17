"""Triton, as pytriton 0.7.0 ships it, without a GPU."""

import os
from concurrent.futures import ThreadPoolExecutor

from process import Process, free_ports
from server import HERE, Server, has, open_inference, python, same


class Triton(Server):
    name, key = "Triton by pytriton 0.7.0", "triton"

    def start(self):
        http, self.rpc, metrics = free_ports(3)
        server = Process(
            [python(self.venv), HERE / "models" / "triton_server.py", str(http), str(self.rpc), str(metrics)],
            self.folder / "server.log",
            {**self.environment(), "LD_LIBRARY_PATH": os.environ.get("SERVERS_LIBPYTHON", ""),
             "PYTRITON_HOME": str(self.folder / "pytriton")},
            self.folder,
        )
        self.processes.append(server.start())

    def backends(self):
        classes = "{ scores: probabilities, labels: [invoice, refund, other] }"
        return (
            open_inference(self.rpc, "intent", "intent")
            + open_inference(self.rpc, "late", "late")
            + open_inference(self.rpc, "nosuch", "nosuch")
            + open_inference(self.rpc, "misshapen", "measures", classes,
                             "inputs: { features: { datatype: FP32, shape: [-1] } }")
            + open_inference(self.rpc, "measures", "measures", classes)
            + open_inference(self.rpc, "batched", "batched", classes)
        )

    def shape(self, gateway):
        has("health", gateway.health("misshapen"), "the model wants [-1,3]")
        reply = self.fails(gateway, "misshapen", {"features": [0.5, 2, 1]}, self.misshapen)
        fits = gateway.call("measures", {"features": [0.5, 2, 1]})  # nothing is configured: the metadata says [-1,3]
        same(f"label of {fits}", (fits.answer or {}).get("label"), "refund")
        return reply.reason + "; [-1,3] by metadata"

    def batch(self, gateway):
        """Six calls at once: each gets its own answer, and Triton makes fewer batches of them."""
        texts = ["invoice it", "refund it", "thank you"] * 2
        with ThreadPoolExecutor(6) as pool:
            replies = list(pool.map(lambda text: gateway.call("batched", {"text": text}), texts))
        for text, reply in zip(texts, replies):
            same(f"status of {reply}", reply.status, 200)
            same(f"label of {text}", reply.answer["label"], {"i": "invoice", "r": "refund", "t": "other"}[text[0]])
        return "6 calls in batches of " + self.batches(6)
