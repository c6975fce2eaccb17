package dev.spillway.load;

import dev.spillway.load.classify.Size;
import dev.spillway.load.corpus.Corpus;
import dev.spillway.load.models.ModelServers;
import dev.spillway.load.models.ServerName;
import dev.spillway.load.net.SimulatedServer;
import java.util.Locale;

/** What the reference servers are, where they listen and what of them is simulated, for people. */
final class Overview {
    private static final String ROW = "%-15s %-22s %-20s %s%n";

    private Overview() {}

    static String of(ModelServers servers) {
        var text = new StringBuilder();
        Corpus corpus = servers.corpus();
        text.append(String.format(
                Locale.ROOT,
                "Trained on %d tickets of %s, %d labels; accuracy is measured on %d held out.%n%n",
                corpus.training().size(),
                corpus.name(),
                corpus.labels().size(),
                corpus.heldOut().size()));
        text.append(String.format(Locale.ROOT, ROW, "server", "address", "simulated latency*", "what it is"));
        for (SimulatedServer server : servers.servers()) {
            boolean http = server.name().equals(ServerName.ORDERS.label());
            String address =
                    (http ? "http://" : "") + "127.0.0.1:" + server.address().getPort();
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    server.name(),
                    address,
                    server.simulation().latency(),
                    server.describes() + accuracy(servers, server.name())));
        }
        String control = "http://127.0.0.1:" + servers.control().getPort() + "/control";
        text.append(String.format(Locale.ROOT, """

            * log-normal, median/p99. Latencies and faults are simulated, the answers are real. Look and meddle:
              curl %1$s
              curl %1$s/intent-large -d '{"fault": "stall"}'
              curl %1$s/intent-large -d '{"fault": "none", "latency": "80ms/200ms"}'
            Ctrl-C ends.
            """, control));
        return text.toString();
    }

    private static String accuracy(ModelServers servers, String server) {
        for (Size size : Size.values()) {
            if (server.equals("intent-" + size.label())) {
                return String.format(Locale.ROOT, "; accuracy %.1f %%", 100 * servers.accuracy(size));
            }
        }
        return "";
    }
}
