package dev.spillway.gateway.edge;

import dev.spillway.core.Violations;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bounds of what a request says of its treatment. */
final class Labels {
    private static final int COUNT_MOST = 16;
    private static final int VALUE_MOST = 255;
    private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_.-]{0,62}");
    private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private Labels() {}

    static void check(Map<String, String> labels, @Nullable String idempotencyKey, Violations violations) {
        if (labels.size() > COUNT_MOST) {
            violations.add("metadata.labels", "there are " + labels.size() + " labels", "send at most " + COUNT_MOST);
        }
        labels.forEach((key, value) -> {
            if (!KEY.matcher(key).matches()) {
                violations.add(
                        "metadata.labels",
                        "a label's key is not of the form [a-z][a-z0-9_.-]*, or longer than 63 characters",
                        "rename the label");
            }
            if (value.length() > VALUE_MOST) {
                violations.add(
                        "metadata.labels." + (KEY.matcher(key).matches() ? key : "?"),
                        "the value has " + value.length() + " characters",
                        "send at most " + VALUE_MOST);
            }
        });
        if (idempotencyKey != null && !IDEMPOTENCY_KEY.matcher(idempotencyKey).matches()) {
            violations.add(
                    "metadata.idempotencyKey",
                    "the key is empty, longer than 255 characters, or holds others than printable ASCII",
                    "send 1 to 255 printable ASCII characters, such as a UUID");
        }
    }
}
