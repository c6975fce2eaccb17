/** One value, told alike by both doors. */
@NullMarked
package dev.spillway.gateway.edge.grpc;

import org.jspecify.annotations.NullMarked;
