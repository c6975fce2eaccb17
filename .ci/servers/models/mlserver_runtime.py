"""A custom runtime of MLServer: strings in, a probability for each label out."""

import asyncio
import os

import common
import numpy as np
from mlserver import MLModel
from mlserver.codecs import NumpyCodec, StringCodec
from mlserver.types import InferenceResponse


class Intent(MLModel):
    async def load(self):
        if self.name == "late":
            while not os.path.exists(common.gate()):
                await asyncio.sleep(0.05)
        return True

    async def predict(self, payload):
        texts = StringCodec.decode_input(next(i for i in payload.inputs if i.name == "text"))
        rows = [await common.classify(text) for text in texts]
        return InferenceResponse(
            model_name=self.name,
            model_version=self.version,
            outputs=[
                NumpyCodec.encode_output("probabilities", np.array(rows, dtype=np.float32)),
                StringCodec.encode_output("labels", common.LABELS),
            ],
        )
