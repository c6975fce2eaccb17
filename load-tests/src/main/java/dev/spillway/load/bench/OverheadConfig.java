package dev.spillway.load.bench;

/**
 * The configuration of the gateway that is measured: routes with one and with three calls, with a cascade, and
 * over both kinds of backend.
 */
final class OverheadConfig {
    static final String ONE = "one";
    static final String THREE = "three";
    static final String REST = "rest";
    static final String SURE = "sure";
    static final String UNSURE = "unsure";
    static final String STALLED = "stalled";

    /** The backend answers with a confidence of 0.9, which is enough for the one cascade and not for the other. */
    private static final String CASCADES = """
          sure:
            budget: { most: 10s }
            limit: 100000
            flow:
              intent:
                cascade: { tiers: [ { backend: echo, accept: 0.5 }, { backend: echo-large } ] }
                input: { text: "request.subject + ' ' + request.body" }
            answer: { intent: "intent.label" }
          unsure:
            budget: { most: 10s }
            limit: 100000
            flow:
              intent:
                cascade: { tiers: [ { backend: echo, accept: 0.95 }, { backend: echo-large } ] }
                input: { text: "request.subject + ' ' + request.body" }
            answer: { intent: "intent.label" }
        """;

    private OverheadConfig() {}

    static String yaml(int grpcPort, int restPort, int operatorPort, EchoBackend backend) {
        return """
            listen:
              grpc: { address: "127.0.0.1:%1$d", streams: 4096 }
              rest: { address: "127.0.0.1:%2$d" }
              operator: { address: "127.0.0.1:%3$d" }
            backends:
              echo:
                protocol: open-inference
                address: "127.0.0.1:%4$d"
                model: echo
                most: 5s
                limit: 100000
                reply: { scores: probabilities, labels: [invoice, refund, other] }
              echo-large:
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
                most: 10s
                reply: { scores: probabilities, labels: [invoice, refund, other] }
              json:
                protocol: http-json
                url: "http://127.0.0.1:%5$d/echo"
                most: 5s
                limit: 100000
                connections: 256
                confidence: /confidence
            routes:
              one:
                budget: { most: 10s }
                limit: 100000
                flow:
                  intent: { call: echo, input: { text: "request.subject + ' ' + request.body" } }
                answer: { intent: "intent.label" }
              three:
                budget: { most: 10s }
                limit: 100000
                flow:
                  first: { call: echo, input: { text: "request.subject" } }
                  second: { call: echo, input: { text: "request.body" } }
                  third: { call: echo, input: { text: "first.label + ' ' + second.label" } }
                answer: { intent: "third.label", other: "first.label" }
              rest:
                budget: { most: 10s }
                limit: 100000
                flow:
                  intent: { call: json, input: { text: "request.subject + ' ' + request.body" } }
                answer: { intent: "intent.label" }
              stalled:
                budget: { most: 10s }
                flow:
                  intent: { call: stalled, input: { text: "request.body" } }
                answer: { intent: "intent.label" }
            """.formatted(grpcPort, restPort, operatorPort, backend.grpcPort(), backend.httpPort()) + CASCADES;
    }
}
