/**
 * Durable tasks behind a handle: what a task store promises, and the words that it is spoken to with.
 *
 * <p>{@link dev.spillway.offload.TaskStore} is the one seam: nothing outside of an engine's package knows the engine. The
 * rules by which a task goes from state to state stand in {@code lifecycle}, shared by all engines.
 */
@NullMarked
package dev.spillway.offload;

import org.jspecify.annotations.NullMarked;
