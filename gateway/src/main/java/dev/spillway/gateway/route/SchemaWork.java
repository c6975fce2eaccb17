package dev.spillway.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What checking one value against its schema has cost so far, in units of about ten nanoseconds, and the bound on it.
 *
 * <p>Every keyword, regular expression and format charges here before it works, by the size of what it looks at. So a value
 * and a schema together may cost as much as they like only up to the bound, however the schema multiplies its keywords:
 * alternatives within items, patterns over names, schemas that refer to themselves.
 */
final class SchemaWork {
    /** About 0.15 s of a core: some ten times what a body of 1 MiB costs with a plain schema. */
    static final long UNITS_MAX = 16_000_000;

    /** How deep keywords may be nested, one within the other, for one value: far more than an input's nesting. */
    static final int DEPTH_MAX = 800;

    /** What the first step of a keyword costs: its frame, its place in the paths. */
    static final int KEYWORD = 12;

    /** What one violation costs: its record, and its path. */
    static final int VIOLATION = 400;

    private static final FastThreadLocal<@Nullable SchemaWork> CURRENT = new FastThreadLocal<>();

    private long left;
    private int depth;
    private boolean isDoubtful;

    SchemaWork(long units) {
        this.left = units;
    }

    /** Thrown if a value costs more than it may. */
    static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuch(String why) {
            super(why, null, false, false); // what a client sends is no reason to walk the stack
        }
    }

    /** Runs a check whose work is charged here. */
    void during(Runnable check) {
        CURRENT.set(this);
        try {
            check.run();
        } finally {
            CURRENT.remove();
        }
    }

    /** The work of the check that runs on this thread; a fresh one if none does, as while a schema is read. */
    static SchemaWork current() {
        SchemaWork current = CURRENT.get();
        return current == null ? new SchemaWork(UNITS_MAX) : current;
    }

    /** Charges for work; throws if it is more than is left. */
    void charge(long units) {
        left -= units;
        if (left < 0) {
            throw new TooMuch("too large for the route's schema: checking it takes too long");
        }
    }

    /**
     * Charges for work that is only done if this is true. For what the library calls within a catch of its own, which would
     * swallow and log what {@link #charge} throws; whoever charges next throws it.
     */
    boolean allows(long units) {
        left -= units;
        isDoubtful |= left < 0;
        return left >= 0;
    }

    /** Whether something was not looked at, and may count as not fitting though it would. */
    boolean isDoubtful() {
        return isDoubtful;
    }

    /** Charges for looking at all of a value. */
    void chargeWhole(JsonNode node) {
        charge(4);
        if (node.isTextual()) {
            charge(node.textValue().length() / 4);
        } else if (node.isObject()) {
            charge(8L * node.size());
            for (var field : node.properties()) {
                charge(field.getKey().length() / 4);
                chargeWhole(field.getValue());
            }
        } else {
            for (JsonNode item : node) {
                chargeWhole(item);
            }
        }
    }

    void enter() {
        if (++depth > DEPTH_MAX) {
            depth = 0;
            throw new TooMuch("the schema refers to itself without end");
        }
    }

    void leave() {
        depth--;
    }
}
