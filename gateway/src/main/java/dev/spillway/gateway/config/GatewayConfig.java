package dev.spillway.gateway.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole configuration, as one file gives it. */
@Doc("The gateway.")
public record GatewayConfig(
        @Doc("Where the gateway listens.") @Default("{}") @Restart
        ListenConfig listen,

        @Doc("Who may call, by API key. Empty: one local caller who may do everything, and then only on loopback.")
        @Default("[]")
        List<CallerConfig> callers,

        @Doc("The model servers and services, by name.") @Keys(TextForm.NAME)
        Map<String, BackendConfig> backends,

        @Doc("What callers can ask, by name.") @Keys(TextForm.NAME) @Range(least = "1")
        Map<String, RouteConfig> routes,

        @Doc("What all callers together can take of the process.") @Default("{}") @Restart
        LimitsConfig limits,

        @Doc("The log of outcomes, to calibrate cascades with. Absent: none is kept.") @Nullable
        OutcomesConfig outcomes,

        @Doc("The cache that all routes share.") @Default("{}")
        CacheSizeConfig cache,

        @Doc("The durable queue for what does not fit a budget. Absent: there is none, and no route may offload.")
        @Nullable
        OffloadConfig offload,

        @Doc("Who may be called back when a task ends.") @Default("{}")
        CallbacksConfig callbacks,

        @Doc("Time kept back from every budget for writing the reply; more from long ones, while event loops are late, "
                + "and from deadlines that clients enforce.")
        @Default("2ms")
        @Range(least = "0ms", most = "1s")
        Duration replyReserve,

        @Doc("How long the doors still take calls after SIGTERM, while health checks say that this gateway is not"
                + " ready: longer than those in front take to notice. Ctrl-C does not wait.")
        @Default("5s")
        @Range(least = "0ms", most = "10m")
        Duration drainDelay,

        @Doc("How long calls in flight may take to end once the doors are closed.")
        @Default("15s")
        @Range(least = "0ms", most = "1h")
        Duration drain) {

    /** How many tenants have keys; 1 if there are no keys, for the local caller. */
    public int tenants() {
        return Math.max(
                1, (int) callers.stream().map(CallerConfig::tenant).distinct().count());
    }
}
