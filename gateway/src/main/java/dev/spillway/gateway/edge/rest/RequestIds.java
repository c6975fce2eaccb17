package dev.spillway.gateway.edge.rest;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Ids for requests that never became a call. */
final class RequestIds {
    private RequestIds() {}

    static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong() | 1);
    }
}
