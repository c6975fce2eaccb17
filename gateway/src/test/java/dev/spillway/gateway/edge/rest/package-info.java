@NullMarked
package dev.spillway.gateway.edge.rest;

import org.jspecify.annotations.NullMarked;
