/**
 * Callbacks: telling an endpoint that a task has ended, signed as Standard Webhooks 1.0.0 says, and only at addresses that
 * we may connect to. HTTP itself is injected.
 */
@NullMarked
package dev.spillway.offload.callback;

import org.jspecify.annotations.NullMarked;
