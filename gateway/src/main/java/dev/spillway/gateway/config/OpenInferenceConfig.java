package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model on a server that speaks the Open Inference Protocol (KServe v2) over gRPC. */
@Doc("A model on a server that speaks the Open Inference Protocol (KServe v2) over gRPC: Triton, KServe, MLServer,"
        + " OpenVINO, TorchServe, Ray Serve.")
public record OpenInferenceConfig(
        @Doc("Where the server listens.") Address address,

        @Doc("The model's name on the server.") String model,

        @Doc("The model's version. Absent: the server's choice.") @Default("")
        String version,

        @Doc("The full name of the gRPC service. TorchServe has its own.") @Default("inference.GRPCInferenceService")
        String service,

        @Doc("How the branch's input becomes tensors, by tensor name. A field without an entry becomes a tensor of"
                + " its own name: text as BYTES, true and false as BOOL, whole numbers as INT64, others as FP64.")
        @Default("{}")
        Map<String, TensorConfig> inputs,

        @Doc("How the reply's tensors become an answer.") InferenceReplyConfig reply,

        @Doc("The longest time that one attempt gets.") Duration most,

        @Doc("The time below which an attempt is not worth starting.") @Default("1ms")
        Duration least,

        @Doc("What it costs.") @Default("{}") PriceConfig price,

        @Doc("How many attempts may be in flight at once.") @Default("1024")
        int limit,

        @Doc("A second attempt where the first is slow. Absent: none.") @Nullable
        HedgeConfig hedge,

        @Doc("What is shown to the server. Absent: nothing.") @Nullable
        CredentialsConfig credentials,

        @Doc("TLS to the server. Absent: clear text.") @Nullable
        ClientTlsConfig tls)
        implements BackendConfig {}
