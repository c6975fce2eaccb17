package dev.spillway.load.crash;

/** The configuration of the gateway that is killed: one route whose tasks call a backend that counts. */
final class CrashConfig {
    static final String ROUTE = "remember";

    /** More than a run can have crashes, so that no task ends dead because the gateway was killed so often. */
    private static final int ATTEMPTS = 1000;

    private CrashConfig() {}

    static String yaml(int grpcPort, int restPort, int operatorPort, int backendPort) {
        return """
            listen:
              grpc: { address: "127.0.0.1:%1$d" }
              rest: { address: "127.0.0.1:%2$d" }
              operator: { address: "127.0.0.1:%3$d" }
            drainDelay: 0s
            offload:
              directory: tasks
              lease: 5s
              queues: { work: { concurrency: 32, least: 8 } }
            backends:
              work:
                protocol: http-json
                url: "http://127.0.0.1:%4$d/"
                most: 5s
                answer: { text: /text }
            routes:
              %5$s:
                budget: { default: 8s, most: 10s }
                flow: { now: { call: work, input: { sync: "request.text" } } }
                offload:
                  backend: work
                  input: { text: "request.text" }
                  ack: 4s
                  attempts: %6$d
                  backoff: { first: 20ms, most: 200ms }
            """.formatted(grpcPort, restPort, operatorPort, backendPort, ROUTE, ATTEMPTS);
    }
}
