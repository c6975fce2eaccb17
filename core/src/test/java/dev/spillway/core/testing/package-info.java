/**
 * What every module tests with: time that a test moves by hand, steps that follow a script, a client in place of an edge,
 * and the checks that nothing is left behind.
 */
@NullMarked
package dev.spillway.core.testing;

import org.jspecify.annotations.NullMarked;
