/** What a reference server pretends: its latency, its faults, and the count of what became of its requests. */
@NullMarked
package dev.spillway.load.simulate;

import org.jspecify.annotations.NullMarked;
