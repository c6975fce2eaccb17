/**
 * The state machine of a task, as pure functions: what each report, command and passing of time makes of it. Engines load
 * a task, ask, and store the answer; they decide nothing themselves.
 */
@NullMarked
package dev.spillway.offload.lifecycle;

import org.jspecify.annotations.NullMarked;
