package dev.spillway.gateway.config;

/** One message of a chat. */
@Doc("One message of a chat.")
public record ChatMessageConfig(
        @Doc("Who says it: user, assistant for examples of answers, or a further system or developer message.")
        @Default("user")
        Role role,

        @Doc("What is said: a CEL expression over `input` whose value is a text.")
        String content) {

    /** Who speaks in a chat. */
    public enum Role {
        SYSTEM,
        DEVELOPER,
        USER,
        ASSISTANT
    }
}
