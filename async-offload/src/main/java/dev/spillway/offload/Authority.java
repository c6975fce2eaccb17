package dev.spillway.offload;

/** In whose name a parked task is completed. */
public sealed interface Authority {
    /** Whoever was given the single-use token. */
    record Bearer(Token token) implements Authority {}

    /** A person whose right to do so was checked, and why they decided so. */
    record Person(String name, String reason) implements Authority {}
}
