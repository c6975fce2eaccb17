/**
 * The vocabulary: what a call is, what may become of it, how long it has and what it may spend.
 *
 * <p>Everything about one call is confined to the event loop on which the call arrived and needs no lock.
 */
@NullMarked
package dev.spillway.core;

import org.jspecify.annotations.NullMarked;
