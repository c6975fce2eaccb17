/** Confidence that is asked for beside the answer: from other samples of it, or from a verifier. */
@NullMarked
package dev.spillway.cascade.confidence;

import org.jspecify.annotations.NullMarked;
