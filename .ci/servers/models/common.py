"""What the models of all servers do, so that a case means the same on each: they classify a text by its words, throw
when it says so, are slow when it says so, and write down what happens to them."""

import os
import threading
import time

LABELS = ["invoice", "refund", "other"]
SLOW_SECONDS = 4.0
_lock = threading.Lock()


def note(what):
    """Appends a line to the file that the cases read: `begun slow-7`, `finished slow-7`, `cancelled slow-7`."""
    with _lock, open(os.environ["SERVERS_EVENTS"], "a", encoding="utf-8") as events:
        events.write(what + "\n")


def scores(text):
    """One probability for each label, all of them exact in single precision."""
    if "throw" in text:
        raise ValueError("this model can't do it: " + text)
    return {"invoice": [0.75, 0.125, 0.125], "refund": [0.125, 0.75, 0.125]}.get(text.split()[0], [0.25, 0.25, 0.5])


def gate():
    """The file whose appearance lets the model `late` end its loading."""
    return os.environ["SERVERS_GATE"]


def wait_for_gate():
    """Blocks until the gate is there; for servers that load their models on threads of their own."""
    while not os.path.exists(gate()):
        time.sleep(0.05)


def classify_blocking(text):
    """The scores of a text; a text that begins with `slow` takes its time and can't be cancelled."""
    if text.startswith("slow"):
        note("begun " + text)
        time.sleep(SLOW_SECONDS)
        note("finished " + text)
    return scores(text)


async def classify(text):
    """The scores of a text; a text that begins with `slow` takes its time, and notes when it is cancelled."""
    import asyncio

    if text.startswith("slow"):
        note("begun " + text)
        try:
            await asyncio.sleep(SLOW_SECONDS)
        except asyncio.CancelledError:
            note("cancelled " + text)
            raise
        note("finished " + text)
    return scores(text)
