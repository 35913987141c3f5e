package io.perennial.console.security;

import io.perennial.runtime.ServiceException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * Where the console listens.
 *
 * @param host name or address of an interface of this machine
 * @param port 0 picks a free one
 */
public record ListenAddress(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    public ListenAddress {
        Objects.requireNonNull(host, "host");
    }

    /** Reads {@code host:port}; an IPv6 address stands in brackets. */
    public static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        try {
            String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
            int port = Integer.parseInt(text.substring(colon + 1));
            if (!host.isEmpty() && port >= 0 && port <= HIGHEST_PORT) {
                return new ListenAddress(host, port);
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw bad(text);
        }
        throw bad(text);
    }

    /**
     * Refuses an address that others can reach unless users are configured.
     *
     * @throws ServiceException (usage) with what to do instead
     */
    public void requireSafe(boolean usersConfigured) {
        if (!usersConfigured && !isLoopback()) {
            throw ServiceException.usage("console.address is " + this
                    + ", which other machines can reach, and console.users.file is not set: anyone could roll back."
                    + " Listen on 127.0.0.1, or make users with `perennial-console user-entry`");
        }
    }

    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw ServiceException.usage("console.address: host " + host + " is unknown on this machine");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static ServiceException bad(String text) {
        return ServiceException.usage("console.address must be host:port with a port from 0 to 65535, was " + text);
    }
}
