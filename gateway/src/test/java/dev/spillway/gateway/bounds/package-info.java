@NullMarked
package dev.spillway.gateway.bounds;

import org.jspecify.annotations.NullMarked;
