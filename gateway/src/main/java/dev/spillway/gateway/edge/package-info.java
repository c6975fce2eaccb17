/** Where a protocol becomes a call and an outcome becomes a status. The only package that knows status codes. */
@NullMarked
package dev.spillway.gateway.edge;

import org.jspecify.annotations.NullMarked;
