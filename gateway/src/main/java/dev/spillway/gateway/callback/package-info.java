/** How callbacks travel: names looked up and requests sent as the deliveries of {@code async-offload} ask for. */
@NullMarked
package dev.spillway.gateway.callback;

import org.jspecify.annotations.NullMarked;
