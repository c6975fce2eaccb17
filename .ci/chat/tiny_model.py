"""Writes a language model of a few kilobytes, with random weights, that llama.cpp can serve.

It says nothing of sense; what it says comes token by token, with log-probabilities, and obeys a grammar: all that is
needed to try a client of llama.cpp's server without downloading a model.
"""

import string
import sys

import gguf
import numpy as np

WIDTH, HEADS, INNER, LAYERS, CONTEXT, SEED = 32, 2, 64, 2, 65536, 7


def vocabulary():
    """The special tokens, one token for each byte, and one for each printable character."""
    kinds = gguf.TokenType
    tokens = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    tokens += [(f"<0x{byte:02X}>", kinds.BYTE) for byte in range(256)]
    tokens += [("\u2581" if char == " " else char, kinds.NORMAL) for char in string.printable[:95]]
    return tokens


def write(path):
    random = np.random.default_rng(SEED)
    tokens = vocabulary()

    def weights(*shape):
        return random.normal(0, 0.5, shape).astype(np.float32)

    out = gguf.GGUFWriter(path, "llama")
    out.add_name("tiny-random")
    out.add_context_length(CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(INNER)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_vocab_size(len(tokens))
    out.add_tokenizer_model("llama")
    out.add_token_list([text.encode() for text, _ in tokens])
    out.add_token_scores([0.0] * len(tokens))
    out.add_token_types([int(kind) for _, kind in tokens])
    out.add_unk_token_id(0)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)
    out.add_add_bos_token(True)

    out.add_tensor("token_embd.weight", weights(len(tokens), WIDTH))
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm in ("attn_norm", "ffn_norm"):
            out.add_tensor(block + norm + ".weight", np.ones(WIDTH, np.float32))
        for matrix in ("attn_q", "attn_k", "attn_v", "attn_output"):
            out.add_tensor(block + matrix + ".weight", weights(WIDTH, WIDTH))
        out.add_tensor(block + "ffn_gate.weight", weights(INNER, WIDTH))
        out.add_tensor(block + "ffn_up.weight", weights(INNER, WIDTH))
        out.add_tensor(block + "ffn_down.weight", weights(WIDTH, INNER))
    out.add_tensor("output_norm.weight", np.ones(WIDTH, np.float32))
    head = weights(len(tokens), WIDTH)
    head[:3 + 256] = 0  # bytes and marks are rare, so that what it says is text
    out.add_tensor("output.weight", head)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


write(sys.argv[1])
