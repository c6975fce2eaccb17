/** The Open Inference Protocol (KServe v2) over gRPC. */
@NullMarked
package dev.spillway.gateway.backend.inference;

import org.jspecify.annotations.NullMarked;
