/** What model servers and services have in common as the gateway sees them. Each protocol has a package inside. */
@NullMarked
package dev.spillway.gateway.backend;

import org.jspecify.annotations.NullMarked;
