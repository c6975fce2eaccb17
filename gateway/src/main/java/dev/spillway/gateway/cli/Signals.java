package dev.spillway.gateway.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Signals of the platform. Java has no supported way to hear them, so {@code sun.misc.Signal} is used by name. */
final class Signals {
    private Signals() {}

    /**
     * Runs a task on a signal, on a thread of the JVM's own; if the platform has no such signal, never.
     *
     * @param name without SIG, such as {@code HUP}
     */
    static void on(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object own = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            task.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), own);
        } catch (ReflectiveOperationException absent) {
            if (absent instanceof InvocationTargetException refused
                    && refused.getCause() instanceof IllegalArgumentException) {
                return; // the platform has no such signal, or the JVM was told to leave it alone (-Xrs)
            }
            throw new IllegalStateException("signals can't be handled on this platform", absent);
        }
    }
}
