/**
 * Microbenchmarks of single classes, with JMH: what a decision, a rule or a fit costs by itself. The only package of this
 * module that may see the features' classes; everything else of it measures over the wire.
 */
@NullMarked
package dev.spillway.load.micro;

import org.jspecify.annotations.NullMarked;
