/** Language models behind the chat completions protocol: what they are asked, and what of their replies can be used. */
@NullMarked
package dev.spillway.gateway.backend.chat;

import org.jspecify.annotations.NullMarked;
