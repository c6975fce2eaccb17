/** The HTTP service that knows the orders of the bundled corpus. */
@NullMarked
package dev.spillway.load.orders;

import org.jspecify.annotations.NullMarked;
