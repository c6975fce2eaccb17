package dev.spillway.load.demo;

import dev.spillway.load.corpus.Ticket;
import dev.spillway.proto.v1.FollowUp;
import dev.spillway.proto.v1.Task;
import dev.spillway.proto.v1.TaskEvent;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The demo's last act: a ticket of which the small model is unsure is answered inside its budget all the same, its handle is
 * watched, and the large model's answer arrives by a callback that is signed.
 *
 * @param text what happened, for people
 * @param faults what did not happen as promised
 */
record LastAct(String text, List<String> faults) {
    static final String ROUTE = "triage-later";

    private static final Duration BUDGET = Duration.ofMillis(400);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TICKETS_MOST = 60;
    private static final int WARMING = 8;

    /** Plays it with the first of these tickets of which the small model is unsure. */
    static LastAct play(Client client, CallbackReceiver receiver, List<Ticket> tickets) throws InterruptedException {
        for (Ticket ticket : tickets.reversed().stream().limit(WARMING).toList()) {
            client.overGrpc(ticket, ROUTE, BUDGET); // not counted: the first of a kind loads classes
        }
        for (Ticket ticket : tickets.stream().limit(TICKETS_MOST).toList()) {
            Answered first = client.overGrpc(ticket, ROUTE, BUDGET);
            if (!first.faults().isEmpty()) {
                return new LastAct("", first.faults());
            }
            Optional<FollowUp> promised = first.followUp();
            if (promised.isPresent()) {
                return followed(client, receiver, first, promised.get().getHandle());
            }
        }
        return new LastAct("", List.of("the small model was sure of all tickets, so that no task followed"));
    }

    private static LastAct followed(Client client, CallbackReceiver receiver, Answered first, String handle)
            throws InterruptedException {
        List<String> faults = new ArrayList<>();
        List<TaskEvent> events;
        Task task;
        try {
            events = client.watch(handle, PATIENCE);
            task = client.task(handle);
        } catch (StatusRuntimeException failed) {
            return new LastAct("", List.of("the task of " + handle + " can't be watched: " + failed.getMessage()));
        }
        Optional<CallbackReceiver.Received> callback = receiver.await(handle, PATIENCE);
        if (callback.isEmpty()) {
            faults.add("no genuine callback for " + handle + " within " + PATIENCE.toSeconds() + " s");
        } else if (!callback.get().type().equals("task.succeeded")) {
            faults.add("the callback tells of " + callback.get().type());
        }
        String better = task.getResult().getAnswer().getFieldsOrThrow("intent").getStringValue();
        if (better.isEmpty()) {
            faults.add("the task has no result: " + task.getReason());
        }
        String path = events.stream().map(TaskEvent::getKind).collect(Collectors.joining(" → "));
        String text = String.format(
                Locale.ROOT,
                """

                Later, and better: of “%s” the small model is unsure.
                  at once   %s%s, confidence %.2f, in %d ms of %d ms, with the handle %s
                  watched   %s
                  callback  %s, signature verified, webhook-id %s
                  then      %s%s by the large model, confidence %.2f
                """,
                Table.shortened(first.ticket().text()),
                mark(first.isRight()),
                first.intent(),
                first.confidence(),
                first.used().toMillis(),
                BUDGET.toMillis(),
                handle,
                path,
                callback.map(CallbackReceiver.Received::type).orElse("none"),
                callback.map(CallbackReceiver.Received::id).orElse("–"),
                mark(better.equals(first.ticket().label())),
                better,
                task.getResult().getConfidence());
        return new LastAct(text, faults);
    }

    private static String mark(boolean right) {
        return right ? "✓ " : "✗ ";
    }
}
