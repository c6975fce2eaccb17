package dev.spillway.gateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a value may be, each bound written as it would stand in the file; an empty one doesn't bound. On a list or a map it
 * bounds the number of entries.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The smallest value allowed. */
    String least() default "";

    /** The largest value that is just not allowed. */
    String above() default "";

    /** The largest value allowed. */
    String most() default "";
}
