/** Who does the work of tasks: loops that claim, beat and report, and the housekeeping that time asks for. */
@NullMarked
package dev.spillway.offload.work;

import org.jspecify.annotations.NullMarked;
