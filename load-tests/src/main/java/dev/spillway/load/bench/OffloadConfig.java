package dev.spillway.load.bench;

/**
 * The configuration of the gateway whose tasks are measured: a route whose tasks run at once, one whose tasks wait behind one
 * that never ends, and one that shares a backend of few places with synchronous calls.
 */
final class OffloadConfig {
    static final String LIVES = "lives";
    static final String WAITING = "waiting";
    static final String SHARED = "shared";
    static final String SHARED_BACKEND = "slots";

    private OffloadConfig() {}

    static String yaml(int[] ports, EchoBackend echo, SlotBackend slots) {
        return """
            listen:
              grpc: { address: "127.0.0.1:%1$d", streams: 4096 }
              rest: { address: "127.0.0.1:%2$d" }
              operator: { address: "127.0.0.1:%3$d" }
            drainDelay: 0s
            drain: 1s
            offload:
              directory: tasks
              queuedMost: 100000
              ackMost: 10s
              retention: { done: 1s, dead: 1s }
              queues:
                echo: { concurrency: 64, least: 64 }
                stalled: { concurrency: 1 }
                slots: { concurrency: %6$d, least: 1 }
            backends:
              echo:
                protocol: open-inference
                address: "127.0.0.1:%4$d"
                model: echo
                most: 5s
                limit: 100000
                reply: { scores: probabilities, labels: [invoice, refund, other] }
              stalled:
                protocol: open-inference
                address: "127.0.0.1:%4$d"
                model: stalled
                most: 1h
                reply: { scores: probabilities, labels: [invoice, refund, other] }
              slots:
                protocol: http-json
                url: "http://127.0.0.1:%5$d/"
                most: 5s
                limit: 100000
                connections: 256
            routes:
              lives:
                budget: { default: 20s, most: 60s }
                flow: { intent: { call: echo, input: { text: "request.body" } } }
                offload: { backend: echo, input: { text: "request.body" }, ack: 10s }
              waiting:
                budget: { default: 20s, most: 60s }
                flow: { intent: { call: echo, input: { text: "request.body" } } }
                offload: { backend: stalled, input: { text: "request.body" }, ack: 10s, most: 1h, deadline: 30d }
              shared:
                budget: { default: 20s, most: 60s }
                limit: 100000
                flow: { intent: { call: slots, input: { text: "request.body" } } }
                offload: { backend: slots, input: { text: "request.body" }, deadline: 30d }
            """.formatted(ports[0], ports[1], ports[2], echo.grpcPort(), slots.port(), SlotBackend.SLOTS);
    }
}
