/** Models served over the Open Inference Protocol. */
@NullMarked
package dev.spillway.load.inference;

import org.jspecify.annotations.NullMarked;
