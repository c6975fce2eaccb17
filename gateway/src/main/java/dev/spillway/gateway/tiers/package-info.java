/** Cascades as the configuration has them: compiles them and puts them together. */
@NullMarked
package dev.spillway.gateway.tiers;

import org.jspecify.annotations.NullMarked;
