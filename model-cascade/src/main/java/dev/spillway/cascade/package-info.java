/**
 * Small models first, larger ones by calibrated confidence, time left and money: begin with {@link dev.spillway.cascade.Cascade}.
 */
@NullMarked
package dev.spillway.cascade;

import org.jspecify.annotations.NullMarked;
