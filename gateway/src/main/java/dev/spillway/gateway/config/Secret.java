package dev.spillway.gateway.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What no message and no print-out shows. On a component: its value. On a record: the values of keys that it doesn't
 * know, since a secret in the wrong place is still one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Secret {
    /** Only what can't be read: the component names the place of a secret, and may hold the secret by mistake. */
    boolean onlyUnreadable() default false;
}
