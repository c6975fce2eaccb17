package dev.spillway.gateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The key that says which record of a sealed interface a block is: its name in kebab-case, without {@code Config}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ChosenBy {
    /** The key. */
    String key();

    /** The sentence that the reference gives to it. */
    String doc();
}
