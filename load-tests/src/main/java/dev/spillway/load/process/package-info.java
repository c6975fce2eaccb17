/** Other processes: started, asked for their CPU time, and ended by their own handle. */
@NullMarked
package dev.spillway.load.process;

import org.jspecify.annotations.NullMarked;
