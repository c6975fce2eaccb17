/** The event loops: the threads on which every request lives from its first byte to its last. */
@NullMarked
package dev.spillway.gateway.loops;

import org.jspecify.annotations.NullMarked;
