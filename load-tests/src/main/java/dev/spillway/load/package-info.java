/** The command line of the reference servers, the demo and the benchmarks. */
@NullMarked
package dev.spillway.load;

import org.jspecify.annotations.NullMarked;
