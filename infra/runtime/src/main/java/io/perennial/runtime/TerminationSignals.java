package io.perennial.runtime;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. A shutdown hook cannot do this: it makes the status of the process 143 instead of 0, and the virtual machine
 * ignores a second signal while hooks run. {@code sun.misc.Signal} is reached by reflection because the compiler's warning about
 * it cannot be suppressed; the module {@code jdk.unsupported} exports it on every supported Java.
 */
public final class TerminationSignals {
    private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);
    private static final int KILLED_STATUS = 143;

    private TerminationSignals() {}

    /** The first signal drains, the second ends the process at once with status 143. */
    public static void install(Runnable drain) {
        AtomicInteger received = new AtomicInteger();
        Runnable onSignal = () -> {
            if (received.incrementAndGet() > 1) {
                Runtime.getRuntime().halt(KILLED_STATUS);
            }
            log.info("signal received: draining; a second signal ends the process at once");
            drain.run();
        };
        for (String name : new String[] {"TERM", "INT"}) {
            handle(name, onSignal);
        }
    }

    private static void handle(String name, Runnable onSignal) {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object signal = signalType.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    TerminationSignals.class.getClassLoader(),
                    new Class<?>[] {handlerType},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            onSignal.run();
                            return null;
                        }
                        return method.invoke(onSignal, arguments);
                    });
            signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("signal", name)
                    .log("cannot be handled on this Java: it will end the process without draining");
        }
    }
}
