/** The REST door: HTTP and JSON turned into what {@code Intake} takes, and its outcomes turned into replies. */
@NullMarked
package dev.spillway.gateway.edge.rest;

import org.jspecify.annotations.NullMarked;
