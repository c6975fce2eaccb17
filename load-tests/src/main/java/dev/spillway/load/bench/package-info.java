/** Measures, side by side in one run: what the gateway costs beside a direct call and a bare proxy. */
@NullMarked
package dev.spillway.load.bench;

import org.jspecify.annotations.NullMarked;
