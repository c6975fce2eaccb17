package dev.spillway.gateway.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The signal that asks for a reload. Java has no supported way to hear it, so {@code sun.misc.Signal} is used by name. */
final class Signals {
    private Signals() {}

    /** Runs a task on SIGHUP, on a thread of the JVM's own; where the platform has no such signal, never. */
    static void onHangUp(Runnable task) {
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
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), own);
        } catch (ReflectiveOperationException absent) {
            if (absent instanceof InvocationTargetException refused
                    && refused.getCause() instanceof IllegalArgumentException) {
                return; // the platform has no SIGHUP; a change of the files still reloads
            }
            throw new IllegalStateException("signals can't be handled on this platform", absent);
        }
    }
}
