package dev.spillway.gateway;

import dev.spillway.core.Time;
import dev.spillway.gateway.config.ListenConfig;
import dev.spillway.gateway.config.ServerTlsConfig;
import dev.spillway.gateway.config.check.CertifiedKey;
import dev.spillway.gateway.edge.DoorCertificate;
import dev.spillway.gateway.observe.Metrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificates of the public doors, and how many days each has left. */
final class DoorCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(DoorCertificates.class);
    private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();
    private static final Duration SOON = Duration.ofDays(7);

    /** What one configuration names for the doors; null for a door in clear text. */
    record Keys(@Nullable CertifiedKey grpc, @Nullable CertifiedKey rest) {
        /**
         * Reads the files. Blocks.
         *
         * @throws IllegalArgumentException if one can't be read, or a certificate and its key don't belong together
         */
        static Keys read(ListenConfig listen) {
            return new Keys(read(listen.grpc().tls()), read(listen.rest().tls()));
        }

        private static @Nullable CertifiedKey read(@Nullable ServerTlsConfig tls) {
            return tls == null ? null : CertifiedKey.read(tls);
        }
    }

    private final @Nullable DoorCertificate grpc;
    private final @Nullable DoorCertificate rest;
    private final Time time;

    /**
     * Watches the certificates of open doors.
     *
     * @param grpc null for a door in clear text, as {@code rest}
     */
    DoorCertificates(@Nullable DoorCertificate grpc, @Nullable DoorCertificate rest, Metrics metrics, Time time) {
        this.grpc = grpc;
        this.rest = rest;
        this.time = time;
        watch("grpc", grpc, metrics);
        watch("rest", rest, metrics);
    }

    private void watch(String door, @Nullable DoorCertificate certificate, Metrics metrics) {
        if (certificate == null) {
            return;
        }
        metrics.gauge(
                "spillway_certificate_days_left",
                "Days until the certificate that the door serves expires; negative once it has.",
                "door",
                door,
                () -> left(certificate.served()).toSeconds() / SECONDS_A_DAY);
        warn(door, certificate.served());
    }

    /** Serves what another configuration names to new handshakes. Whether a door has TLS changes at a restart only. */
    void renew(Keys next) {
        renew("grpc", grpc, next.grpc);
        renew("rest", rest, next.rest);
    }

    private void renew(String door, @Nullable DoorCertificate certificate, @Nullable CertifiedKey next) {
        if (certificate != null && next != null && certificate.serve(next)) {
            LOG.info(
                    "the {} door serves another certificate to new connections: {}, valid until {}",
                    door,
                    next.subject(),
                    next.expiry());
            warn(door, next);
        }
    }

    private void warn(String door, CertifiedKey certified) {
        Duration left = left(certified);
        if (left.compareTo(SOON) < 0) {
            LOG.warn(
                    "the certificate of the {} door, {}, {} on {}: renew it",
                    door,
                    certified.subject(),
                    left.isNegative() ? "expired" : "expires",
                    certified.expiry());
        }
    }

    private Duration left(CertifiedKey certified) {
        return Duration.between(time.now(), certified.expiry());
    }
}
