package dev.spillway.load.simulate;

/** One request as its protocol sees it; exactly one of these is called, on the request's event loop, or none at all. */
public interface Exchange {
    void answer();

    void fail(ErrorCode code);

    void drop();

    void garble();
}
