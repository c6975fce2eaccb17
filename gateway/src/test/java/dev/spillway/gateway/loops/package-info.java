/** What the event loops tell of themselves, on a clock that a test turns. */
@NullMarked
package dev.spillway.gateway.loops;

import org.jspecify.annotations.NullMarked;
