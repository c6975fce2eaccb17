package dev.spillway.load.crash;

/** One task that was submitted, and what is known of it outside the gateway. */
final class Submission {
    private final String text;
    private final String key;
    private final int crash;
    private volatile String handle = "";
    private volatile boolean ended;

    /**
     * A submission that was not answered yet.
     *
     * @param text its input, which no other one has
     * @param key its idempotency key; empty for none
     * @param crash the number of the crash before which it was sent
     */
    Submission(String text, String key, int crash) {
        this.text = text;
        this.key = key;
        this.crash = crash;
    }

    String text() {
        return text;
    }

    String key() {
        return key;
    }

    int crash() {
        return crash;
    }

    /** The handle that was acknowledged; empty where none was. */
    String handle() {
        return handle;
    }

    boolean isAcknowledged() {
        return !handle.isEmpty();
    }

    void acknowledged(String by) {
        handle = by;
    }

    /** Whether its success was seen: from then on it may be nothing else. */
    boolean ended() {
        return ended;
    }

    void seenEnded() {
        ended = true;
    }

    @Override
    public String toString() {
        return text + (handle.isEmpty() ? "" : " (" + handle + ")") + ", before crash " + crash;
    }
}
