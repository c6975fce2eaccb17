/** The operators' door: health, readiness, metrics. Nothing of it listens where callers are. */
@NullMarked
package dev.spillway.gateway.edge.operator;

import org.jspecify.annotations.NullMarked;
