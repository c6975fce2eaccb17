package dev.spillway.offload.callback;

import dev.spillway.core.Entry;
import dev.spillway.offload.Bytes;
import dev.spillway.offload.CallbackEvent;

/** The shortest body: nothing in it is a client's own text. */
final class ThinBody {
    private ThinBody() {}

    static Bytes write(CallbackEvent event) {
        String state = Entry.word(event.state());
        return Bytes.utf8("{\"type\":\"task." + state + "\",\"timestamp\":\"" + event.at()
                + "\",\"data\":{\"handle\":\""
                + plain(event.task().value()) + "\",\"kind\":\"" + plain(event.kind()) + "\",\"state\":\"" + state
                + "\",\"replays\":" + event.replays() + "}}");
    }

    /** Kinds and handles consist of letters, digits and a few signs that JSON takes as they are. */
    private static String plain(String name) {
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            if (letter <= ' ' || letter > '~' || letter == '"' || letter == '\\') {
                throw new IllegalArgumentException("a name with a sign that names do not have: " + name);
            }
        }
        return name;
    }
}
