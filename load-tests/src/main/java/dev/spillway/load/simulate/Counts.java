package dev.spillway.load.simulate;

/**
 * What became of the requests that a server saw; at rest {@code received} is the sum of the five behind it.
 *
 * @param received requests that arrived
 * @param answered answered properly
 * @param invalid refused because they were wrong
 * @param faulted ended by an injected error, garbage or dropped connection
 * @param cancelled given up by the client (cancelled, deadline passed or gone) before the answer
 * @param inFlight neither answered nor given up yet
 * @param wastedMillis how long the cancelled ones had been worked on, in all
 */
public record Counts(
        long received, long answered, long invalid, long faulted, long cancelled, long inFlight, double wastedMillis) {}
