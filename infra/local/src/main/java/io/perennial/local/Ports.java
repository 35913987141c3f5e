package io.perennial.local;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** TCP ports of the loopback address. */
public final class Ports {
    private Ports() {}

    /** The given number of distinct ports that were free a moment ago. */
    public static List<Integer> free(int count) {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = bind(0);
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return List.copyOf(ports);
        } catch (IOException e) {
            throw ServiceException.dependency("no free TCP port on 127.0.0.1: " + e.getMessage(), e);
        } finally {
            held.forEach(Ports::release);
        }
    }

    /** True if nothing listens on the port of the loopback address. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = bind(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Fails with one line that names the port and the option that changes it. */
    public static void requireFree(int port, String purpose, String option) {
        if (!isFree(port)) {
            throw ServiceException.dependency(
                    "port " + port + " for " + purpose
                            + " is in use on 127.0.0.1; stop what uses it or choose another with " + option + " PORT",
                    null);
        }
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As servers do: a connection of an earlier run in TIME_WAIT does not make the port busy.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void release(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw ServiceException.dependency("port " + socket.getLocalPort() + " cannot be released", e);
        }
    }
}
