/** Services and model servers that give a JSON document over HTTP/1.1, as backends. */
@NullMarked
package dev.spillway.gateway.backend.http;

import org.jspecify.annotations.NullMarked;
