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

        @Doc("The full name of the gRPC service. TorchServe has its own.")
        @Default("inference.GRPCInferenceService")
        @Form(TextForm.GRPC_SERVICE)
        String service,

        @Doc("How the branch's input becomes tensors, by tensor name. A field without an entry becomes a tensor of"
                + " its own name: text as BYTES, true and false as BOOL, whole numbers as INT64, others as FP64.")
        @Default("{}")
        @Keys(TextForm.LINE)
        Map<String, TensorConfig> inputs,

        @Doc("How the reply's tensors become an answer.") InferenceReplyConfig reply,

        @Doc("The longest time that one attempt gets.") @Range(above = "0ms", most = "1h")
        Duration most,

        @Doc("The time below which an attempt is not worth starting.") @Default("1ms") @Range(least = "0ms")
        Duration least,

        @Doc("What it costs.") @Default("{}") PriceConfig price,

        @Doc("How many attempts may be in flight at once.") @Default("1024") @Range(least = "1")
        int limit,

        @Doc("When attempts are refused because the backend has been failing.") @Default("{}")
        BreakerConfig breaker,

        @Doc("A second attempt where the first is slow. Absent: none.") @Nullable
        HedgeConfig hedge,

        @Doc("What is shown to the server. Absent: nothing.") @Nullable
        CredentialsConfig credentials,

        @Doc("TLS to the server. Absent: clear text.") @Nullable
        ClientTlsConfig tls)
        implements BackendConfig {}
