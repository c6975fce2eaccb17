/** The behaviours that wrap a step: each a record in its own file, each with one reason to change. */
@NullMarked
package dev.spillway.core.layer;

import org.jspecify.annotations.NullMarked;
