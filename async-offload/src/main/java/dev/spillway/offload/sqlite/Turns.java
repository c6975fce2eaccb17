package dev.spillway.offload.sqlite;

import dev.spillway.offload.Claim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who is next in a claim: of the tenants that have something, the one with the fewest tasks under way; of equals, the next in
 * the order of names behind the one that was served last.
 */
final class Turns {
    private final Claim claim;
    private final Map<String, Integer> taken = new HashMap<>();
    private String last;

    /**
     * Turns of a claim.
     *
     * @param last the tenant that was served last; empty if none was
     */
    Turns(Claim claim, String last) {
        this.claim = claim;
        this.last = last;
    }

    /** The tenant that was served last. */
    String last() {
        return last;
    }

    /** Those that are given. Each tenant's own come in the order of the candidates. */
    List<Claims.Candidate> take(List<Claims.Candidate> candidates) {
        NavigableMap<String, Queue<Claims.Candidate>> tenants = new TreeMap<>();
        for (Claims.Candidate one : candidates) {
            if (claim.room(one.tenant()) > 0) {
                tenants.computeIfAbsent(one.tenant(), _ -> new ArrayDeque<>()).add(one);
            }
        }
        List<Claims.Candidate> given = new ArrayList<>();
        while (given.size() < claim.most() && !tenants.isEmpty()) {
            Map.Entry<String, Queue<Claims.Candidate>> next = next(tenants);
            Queue<Claims.Candidate> own = next.getValue();
            last = next.getKey();
            given.add(own.remove());
            int count = taken.merge(last, 1, Integer::sum);
            if (own.isEmpty() || count >= claim.room(last)) {
                tenants.remove(last);
            }
        }
        return given;
    }

    private Map.Entry<String, Queue<Claims.Candidate>> next(NavigableMap<String, Queue<Claims.Candidate>> tenants) {
        Comparator<Map.Entry<String, ?>> byUnderWay = Comparator.comparingInt(tenant -> underWay(tenant.getKey()));
        return Stream.concat(
                        tenants.tailMap(last, false).entrySet().stream(),
                        tenants.headMap(last, true).entrySet().stream())
                .min(byUnderWay) // of equals the first
                .orElseThrow();
    }

    private int underWay(String tenant) {
        return claim.held().getOrDefault(tenant, 0) + taken.getOrDefault(tenant, 0);
    }
}
