package dev.spillway.core;

import java.time.Duration;
import java.util.SequencedMap;

/** Where an answer comes from. */
public sealed interface Source {

    /**
     * A model or service.
     *
     * @param backend its name in the configuration
     * @param model as the backend names it, or empty
     * @param version as the backend reported it, or empty
     * @param tier the tier of the cascade, from 1; 0 outside a cascade
     */
    record Backend(String backend, String model, String version, int tier) implements Source {
        public Backend atTier(int number) {
            return new Backend(backend, model, version, number);
        }
    }

    /** Several sources, put together by a flow: the contributing branches, in the flow's order. */
    record Flow(SequencedMap<String, Source> branches) implements Source {}

    /** A rule, and why it decided. */
    record Rule(String ruleSet, String version, String rule, String explanation) implements Source {}

    /** An answer given before. */
    record Cache(Source original, Duration age) implements Source {}
}
