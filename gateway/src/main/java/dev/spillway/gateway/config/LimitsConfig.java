package dev.spillway.gateway.config;

/** What all callers together can take of the process. */
@Doc("What all callers together can take of the process.")
public record LimitsConfig(
        @Doc("How many bytes of messages may be in flight at once, over both doors and all backends: requests until"
                + " their calls have ended, replies of backends while they are received. Beyond it, the message"
                + " that holds most is refused.")
        @Default("32MiB")
        @Range(least = "1MiB")
        Size maxBytesInFlight,

        @Doc("How many file descriptors are kept for what is neither a client's connection nor a backend's: files, the"
                + " operators' door, name look-ups, the task store.")
        @Default("200")
        @Range(least = "64", most = "100000")
        int reservedDescriptors) {}
