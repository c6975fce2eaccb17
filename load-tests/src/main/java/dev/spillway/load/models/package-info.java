/** All reference servers together, as one thing to start, control and close. */
@NullMarked
package dev.spillway.load.models;

import org.jspecify.annotations.NullMarked;
