/** The gateway's commands. */
@NullMarked
package dev.spillway.gateway.cli;

import org.jspecify.annotations.NullMarked;
