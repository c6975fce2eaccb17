/** Rules beside live traffic: a new version compared with the live one, and the live one exercised before it is needed. */
@NullMarked
package dev.spillway.rules.shadow;

import org.jspecify.annotations.NullMarked;
