package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model on a server that speaks the Open Inference Protocol (KServe v2) over gRPC. */
@Doc("A model on a server that speaks the Open Inference Protocol (KServe v2) over gRPC: Triton, KServe, MLServer,"
        + " OpenVINO, TorchServe, Ray Serve.")
public record OpenInferenceConfig(
        @Doc("Where the server listens.") Address address,

        @Doc("The model's name on the server.") @Form(TextForm.LINE)
        String model,

        @Doc("The model's version. Absent: the server's choice.") @Default("")
        String version,

        @Doc("What the server makes of the protocol: standard, or torchserve (a service name of its own, strings in"
                + " JSON quotes, no raw contents, workers asked for with the readiness).")
        @Default("standard")
        Dialect dialect,

        @Doc("The full name of the gRPC service. Absent: inference.GRPCInferenceService, or TorchServe's own.")
        @Form(TextForm.GRPC_SERVICE)
        @Nullable
        String service,

        @Doc("Which tensors are sent, by tensor name. Empty: each field of the branch's input becomes a tensor of its"
            + " own name; in the type that the model's metadata says, else strings as BYTES, booleans as BOOL, whole"
            + " numbers as INT64, others as FP64.")
        @Default("{}")
        @Keys(TextForm.LINE)
        Map<String, TensorConfig> inputs,

        @Doc("Whether each tensor goes out behind a leading dimension of 1, a batch of one. Not needed where the"
                + " model's metadata says its shapes.")
        @Default("false")
        boolean batch,

        @Doc("Parameters of the request, by name: strings, numbers and booleans.") @Default("{}") @Keys(TextForm.LINE)
        Map<String, @Nullable Object> parameters,

        @Doc("Further gRPC metadata of each request, such as `application` for Ray Serve.")
        @Default("{}")
        @Keys(TextForm.HEADER_NAME)
        @Form(TextForm.HEADER_VALUE)
        Map<String, String> headers,

        @Doc("Whether the request names the output tensors that `reply` reads. Set it to false for servers that"
                + " refuse such requests; they return all.")
        @Default("true")
        boolean requestOutputs,

        @Doc("How the reply's tensors become an answer.") InferenceReplyConfig reply,

        @Doc("Whether a reply that names another model than `model` is an answer. Set it to true for servers that"
                + " rename; where it is false, such a reply is `bad-reply`.")
        @Default("false")
        boolean acceptRenamedModel,

        @Doc("How health and readiness are asked for: model-ready (ModelReady), or none for servers without it.")
        @Default("model-ready")
        Readiness readiness,

        @Doc("The largest request that is sent, encoded.") @Default("64MiB") @Range(least = "1KiB", most = "256MiB")
        Size maxRequestBytes,

        @Doc("The largest reply accepted, encoded.") @Default("4MiB") @Range(least = "1KiB", most = "256MiB")
        Size maxReplyBytes,

        @Doc("The longest time that one attempt gets.") @Range(above = "0ms", most = "1h")
        Duration most,

        @Doc("The time below which an attempt is not worth starting.") @Default("1ms") @Range(least = "0ms")
        Duration least,

        @Doc("What it costs.") @Default("{}") PriceConfig price,

        @Doc("How many attempts may be in flight at once. While there are several tenants, none of them has more than"
                + " its share.")
        @Default("1024")
        @Range(least = "1")
        int limit,

        @Doc("When attempts are refused because the backend has been failing.") @Default("{}")
        BreakerConfig breaker,

        @Doc("A second attempt where the first is slow. Absent: none.") @Nullable
        HedgeConfig hedge,

        @Doc("What is shown to the server. Absent: nothing.") @Nullable
        CredentialsConfig credentials,

        @Doc("TLS to the server. Absent: clear text.") @Nullable
        ClientTlsConfig tls)
        implements BackendConfig {

    /** What a server makes of the protocol. */
    public enum Dialect {
        STANDARD("inference.GRPCInferenceService"),
        TORCHSERVE("org.pytorch.serve.grpc.openinference.GRPCInferenceService");

        private final String service;

        Dialect(String service) {
            this.service = service;
        }
    }

    /** How a server is asked whether it is ready. */
    public enum Readiness {
        MODEL_READY,
        NONE
    }

    /** The full name of the gRPC service: the configured one, else the dialect's. */
    public String serviceName() {
        return service != null ? service : dialect.service;
    }
}
