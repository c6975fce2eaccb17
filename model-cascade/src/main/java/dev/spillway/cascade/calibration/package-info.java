/**
 * Calibration of a cascade from logged outcomes: pure functions and immutable values, with no clock and no randomness but
 * by seed.
 */
@NullMarked
package dev.spillway.cascade.calibration;

import org.jspecify.annotations.NullMarked;
