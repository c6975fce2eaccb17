package dev.spillway.load.net;

/** The reply to one request; to be sent once, on the request's event loop. */
public interface HttpReply {
    void send(int status, String contentType, String body);

    /** Resets the connection instead of replying. */
    void reset();

    /** Sends bytes that are no HTTP, and ends the connection. */
    void sendNonsense();

    /** To be told once if the client leaves before the reply. */
    void onGone(Runnable action);
}
