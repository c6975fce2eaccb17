/** JSON as plain values: maps, lists, strings, longs, doubles, booleans and nulls. The only package that knows Jackson's streams. */
@NullMarked
package dev.spillway.gateway.json;

import org.jspecify.annotations.NullMarked;
