/** Promises of the README, over real sockets. */
@NullMarked
package dev.spillway.gateway.integration;

import org.jspecify.annotations.NullMarked;
