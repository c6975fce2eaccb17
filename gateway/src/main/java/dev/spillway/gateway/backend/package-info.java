/** Model servers and services as steps, and what their protocols have in common: per-loop state, credentials, billing. */
@NullMarked
package dev.spillway.gateway.backend;

import org.jspecify.annotations.NullMarked;
