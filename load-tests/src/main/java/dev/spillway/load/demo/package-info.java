/** Shows the gateway at work: real tickets, through both doors, against the reference servers. */
@NullMarked
package dev.spillway.load.demo;

import org.jspecify.annotations.NullMarked;
