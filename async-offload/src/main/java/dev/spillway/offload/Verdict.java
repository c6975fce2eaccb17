package dev.spillway.offload;

/** What became of a report or a command. A lost race is a verdict, never an exception. */
public sealed interface Verdict {
    /**
     * Done, and durable.
     *
     * @param state the task's state from now on
     * @param stopAsked whether the task is to be stopped: the worker's hint
     */
    record Applied(TaskState state, boolean stopAsked) implements Verdict {}

    /** It was already so, by an equal command. */
    record Repeated(TaskState state) implements Verdict {}

    /** The lease is someone else's or no one's by now: drop the work. */
    record StaleFence() implements Verdict {}

    record NotFound() implements Verdict {}

    /** The task's state does not allow it. */
    record IllegalState(TaskState current) implements Verdict {}

    /** The token is not, or no longer, this task's. */
    record TokenRefused() implements Verdict {}
}
