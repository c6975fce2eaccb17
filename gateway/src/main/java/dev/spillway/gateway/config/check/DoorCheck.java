package dev.spillway.gateway.config.check;

import dev.spillway.gateway.config.Address;
import dev.spillway.gateway.config.GatewayConfig;
import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.gateway.config.ServerTlsConfig;
import dev.spillway.gateway.config.shape.KeyPath;
import dev.spillway.offload.callback.Cidr;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps doors shut that would be open to whoever is on the network, and apart from each other. */
final class DoorCheck {
    private static final String GRPC = "listen.grpc";
    private static final String REST = "listen.rest";
    private static final String OPERATOR = "listen.operator";

    private final Findings findings;
    private final boolean insecure;

    DoorCheck(Findings findings, boolean insecure) {
        this.findings = findings;
        this.insecure = insecure;
    }

    void check(GatewayConfig config) {
        ListenConfig listen = config.listen();
        boolean keys = !config.callers().isEmpty();
        callers(GRPC, listen.grpc().address(), listen.grpc().tls(), keys);
        callers(REST, listen.rest().address(), listen.rest().tls(), keys);
        operators(listen.operator().address());
        apart(listen);
        proxies(listen);
    }

    private void proxies(ListenConfig listen) {
        for (int i = 0; i < listen.trustedProxies().size(); i++) {
            try {
                Cidr.parse(listen.trustedProxies().get(i));
            } catch (IllegalArgumentException malformed) {
                findings.problem(KeyPath.entry("listen.trustedProxies", i), String.valueOf(malformed.getMessage()), "");
            }
        }
    }

    private void callers(String door, Address address, @Nullable ServerTlsConfig tls, boolean keys) {
        boolean open = tls == null || !keys;
        if (address.isLoopback() || !open) {
            return;
        }
        String missing = keys ? "TLS" : tls == null ? "API keys and TLS" : "API keys";
        String mend = keys ? "`" + door + ".tls`" : tls == null ? "`callers` and `" + door + ".tls`" : "`callers`";
        exposed(
                door + ".address",
                "this door is open to the network without " + missing,
                "add " + mend + ", bind it to 127.0.0.1, or start with --insecure");
    }

    private void operators(Address address) {
        if (!address.isLoopback()) {
            exposed(
                    OPERATOR + ".address",
                    "the operators' door is open to the network, and has neither keys nor TLS",
                    "bind it to 127.0.0.1 and let a proxy reach it, or start with --insecure");
        }
    }

    private void exposed(String path, String message, String suggestion) {
        if (insecure) {
            findings.warning(path, message, "--insecure allows it");
        } else {
            findings.problem(path, message, suggestion);
        }
    }

    private void apart(ListenConfig listen) {
        Map<Address, String> doors = new HashMap<>();
        alone(doors, GRPC, listen.grpc().address());
        alone(doors, REST, listen.rest().address());
        alone(doors, OPERATOR, listen.operator().address());
    }

    private void alone(Map<Address, String> doors, String door, Address address) {
        String other = address.port() == 0 ? null : doors.putIfAbsent(address, door);
        if (other != null) {
            String path = findings.mentions(door + ".address") ? door : other;
            findings.problem(
                    path + ".address",
                    door + " and " + other + " listen on the same address, " + address,
                    "give each door a port of its own");
        }
    }
}
