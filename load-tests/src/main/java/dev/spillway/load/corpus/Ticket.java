package dev.spillway.load.corpus;

import java.util.Optional;

/** One labelled text; the subject may be empty, and what a user's own file does not say is absent. */
public record Ticket(
        String id,
        String subject,
        String body,
        String label,
        Optional<Urgency> urgency,
        Optional<String> orderId,
        boolean heldOut) {

    /** What the classifiers read. */
    public String text() {
        return subject.isEmpty() ? body : subject + " " + body;
    }
}
