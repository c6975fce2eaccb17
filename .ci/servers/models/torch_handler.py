"""A handler of TorchServe for its Open Inference Protocol: a dict with `inputs` in, one with `outputs` out."""

import base64
import json

import common
import torch


class Handler:
    def initialize(self, context):
        if context.manifest["model"]["modelName"] == "late":
            common.wait_for_gate()
        self.weights = torch.ones(1)  # a tensor of torch's own, so that the run needs it

    def handle(self, data, context):
        answers = []
        for row in data:
            request = row.get("body", row)  # as JSON, or read already
            if isinstance(request, (bytes, bytearray, str)):
                request = json.loads(request)
            tensor = next(t for t in request["inputs"] if t["name"] == "text")
            texts = [base64.b64decode(t).decode() for t in tensor["data"]]
            if list(tensor["shape"]) not in ([1], [len(texts)]):
                raise ValueError(f"wanted the shape [{len(texts)}], got {tensor['shape']}")
            rows = [(self.weights * torch.tensor(common.classify_blocking(text))).tolist() for text in texts]
            answers.append(
                {
                    "id": request.get("id", ""),
                    "model_name": request["model_name"],
                    "model_version": "1.0",
                    "outputs": [
                        {"name": "probabilities", "datatype": "FP32", "shape": [len(rows), 3], "data": sum(rows, [])},
                        {"name": "labels", "datatype": "BYTES", "shape": [3], "data": common.LABELS},
                    ],
                }
            )
        return answers
