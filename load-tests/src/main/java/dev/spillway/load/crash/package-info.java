/**
 * Proof that no accepted task is lost: a gateway is killed and its power is cut at random moments, and every
 * acknowledgement is accounted for from outside.
 */
@NullMarked
package dev.spillway.load.crash;

import org.jspecify.annotations.NullMarked;
