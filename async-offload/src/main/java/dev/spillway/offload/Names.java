package dev.spillway.offload;

import java.util.regex.Pattern;

/** What names of queues, kinds and endpoints look like. */
final class Names {
    /** How the names of internal queues begin; no submitted task may use one. */
    static final String INTERNAL = "_";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:/-]{0,126}");

    private Names() {}

    static String require(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is 1 to 127 of [A-Za-z0-9_.:/-], a letter or digit first, not \"" + name + "\"");
        }
        return name;
    }

    static boolean isInternal(String queue) {
        return queue.startsWith(INTERNAL);
    }
}
