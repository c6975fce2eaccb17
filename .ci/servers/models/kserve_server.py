"""KServe's SDK serving three models: one that is there, one that loads late, and one that takes batches."""

import sys
import threading

import common
import numpy as np
from kserve import InferInput, InferOutput, InferResponse, Model, ModelServer
from kserve.utils.utils import generate_uuid


class Intent(Model):
    def __init__(self, name, is_late=False):
        super().__init__(name)
        self.ready = not is_late

    async def predict(self, payload, headers=None, response_headers=None):
        tensor = payload.inputs[0]
        if tensor.name != "text" or tensor.datatype != "BYTES":
            from kserve.errors import InvalidInput

            raise InvalidInput(f"wanted the tensor text of BYTES, got {tensor.name} of {tensor.datatype}")
        texts = [t.decode() if isinstance(t, bytes) else t for t in tensor.as_numpy().flatten().tolist()]
        rows = np.array([await common.classify(text) for text in texts], dtype=np.float32)
        probabilities = InferOutput("probabilities", list(rows.shape), "FP32")
        probabilities.set_data_from_numpy(rows, binary_data=False)
        labels = InferOutput("labels", [len(common.LABELS)], "BYTES")
        labels.set_data_from_numpy(np.array(common.LABELS, dtype=object), binary_data=False)
        return InferResponse(generate_uuid(), self.name, [probabilities, labels])

    async def get_input_types(self):
        return [{"name": "text", "datatype": "BYTES", "shape": [-1]}]

    async def get_output_types(self):
        return [{"name": "probabilities", "datatype": "FP32", "shape": [-1, 3]}]


class Late(Intent):
    """Becomes ready when the gate opens."""

    def __init__(self):
        super().__init__("late", is_late=True)


def main(http_port, grpc_port):
    late = Late()
    server = ModelServer(http_port=http_port, grpc_port=grpc_port, workers=1, enable_docs_url=False)

    def gate():
        """KServe leaves out what is not ready when it starts: who loads late registers the model then."""
        common.wait_for_gate()
        late.ready = True
        server.register_model(late)

    threading.Thread(target=gate, daemon=True).start()
    server.start([Intent("intent"), late])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
