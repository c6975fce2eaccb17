/** The gRPC door. */
@NullMarked
package dev.spillway.gateway.edge.grpc;

import org.jspecify.annotations.NullMarked;
