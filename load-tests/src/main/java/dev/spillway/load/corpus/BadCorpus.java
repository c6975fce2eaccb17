package dev.spillway.load.corpus;

/** A corpus that cannot be used; the message names the file, what is wrong and what to do. */
public final class BadCorpus extends Exception {
    private static final long serialVersionUID = 1L;

    BadCorpus(String message) {
        super(message);
    }

    BadCorpus(String message, Throwable cause) {
        super(message, cause);
    }
}
