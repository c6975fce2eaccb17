package dev.spillway.offload.callback;

import java.time.Duration;

/**
 * Who wants to hear of the ends of tasks, as it is configured.
 *
 * @param name as tasks name it
 * @param most how many callbacks may be under way to it at once
 * @param tenantMost how many of them may be of one tenant's tasks
 * @param perSecond how many may begin in a second
 * @param timeout how long one may take, from 1 to 60 s
 */
public record Endpoint(
        String name, CallbackUrl url, Signer signer, int most, int tenantMost, int perSecond, Duration timeout) {
    public Endpoint {
        if (most < 1 || tenantMost < 1 || perSecond < 1) {
            throw new IllegalArgumentException("an endpoint takes 1 or more at once, of a tenant and a second, not "
                    + most + ", " + tenantMost + ", " + perSecond);
        }
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(Duration.ofSeconds(60)) > 0) {
            throw new IllegalArgumentException("a callback may take 1 to 60 s, not " + timeout);
        }
    }

    /** With 4 at once, 50 a second, and 20 s each. */
    public Endpoint(String name, CallbackUrl url, Signer signer) {
        this(name, url, signer, 4, 4, 50, Duration.ofSeconds(20));
    }
}
