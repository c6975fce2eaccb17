package dev.spillway.gateway.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Confidence by asking another backend. */
@Doc("Confidence by asking another backend, which sees the question and the answer.")
public record VerifierConfig(
        @Doc("The backend to ask.") String backend,

        @Doc("What it is asked: a document whose texts are CEL expressions over `input`, what the tier was asked, and"
                + " `answer`.")
        Map<String, @Nullable Object> input,

        @Doc("How sure it is, a CEL expression over `answer`, the verifier's. Absent: the confidence of its own"
                + " answer.")
        @Nullable
        String confidence) {}
