/** What the build holds everyone to. */
@NullMarked
package dev.spillway.gateway.tidy;

import org.jspecify.annotations.NullMarked;
