package dev.spillway.load.bench;

import dev.spillway.load.models.ModelServers;
import dev.spillway.load.models.ServerName;
import java.util.List;

/**
 * The configuration of the gateway whose cascades are tried: a route for each of the three models alone, and one for each
 * aim. Prices are those of the example. There are no breakers: a busy machine shall not take a model out of the comparison.
 */
final class CascadeTrialConfig {
    /** The models alone, from small to large: routes, backends and tiers are called the same. */
    static final List<String> MODELS = List.of("small", "medium", "large");

    private CascadeTrialConfig() {}

    /**
     * The whole file.
     *
     * @param ports of the doors: gRPC, REST, operator
     * @param aims of the cascades; a calibration named {@code calibration.yaml} beside the file is needed where there are any
     */
    static String yaml(int[] ports, ModelServers servers, List<CascadeAim> aims) {
        StringBuilder yaml = new StringBuilder(base(ports, servers));
        MODELS.forEach(model -> yaml.append("""
              %1$s:
                budget: { most: 10s }
                flow:
                  it: { call: %1$s, input: { text: "request.text" } }
                answer: { label: "it.label" }
            """.formatted(model)));
        aims.forEach(aim -> yaml.append("""
              %s:
                budget: { most: 10s }
                flow:
                  it:
                    cascade:
                      tiers: [ { backend: small }, { backend: medium }, { backend: large } ]
                      calibration: calibration.yaml
                      %s
                    input: { text: "request.text" }
                answer: { label: "it.label" }
            """.formatted(aim.route(), aim.yaml())));
        return yaml.toString();
    }

    private static String base(int[] ports, ModelServers servers) {
        return """
            listen:
              grpc: { address: "127.0.0.1:%d" }
              rest: { address: "127.0.0.1:%d" }
              operator: { address: "127.0.0.1:%d" }
            drainDelay: 0s
            backends:
              small:
                protocol: open-inference
                address: "127.0.0.1:%d"
                model: intent-small
                most: 5s
                breaker: { enabled: false }
                price: { perCall: 0.00001 }
                reply: { scores: probabilities, labelsFrom: labels }
              medium:
                protocol: open-inference
                address: "127.0.0.1:%d"
                model: intent-medium
                most: 5s
                breaker: { enabled: false }
                price: { perCall: 0.0001 }
                reply: { scores: probabilities, labelsFrom: labels }
              large:
                protocol: open-inference
                address: "127.0.0.1:%d"
                model: intent-large
                most: 5s
                breaker: { enabled: false }
                price: { perCall: 0.002 }
                reply: { scores: probabilities, labelsFrom: labels }
            routes:
            """.formatted(
                        ports[0],
                        ports[1],
                        ports[2],
                        port(servers, ServerName.SMALL),
                        port(servers, ServerName.MEDIUM),
                        port(servers, ServerName.LARGE));
    }

    private static int port(ModelServers servers, ServerName name) {
        return servers.server(name).address().getPort();
    }
}
