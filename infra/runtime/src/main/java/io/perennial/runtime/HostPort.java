package io.perennial.runtime;

import java.net.InetSocketAddress;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * A network address as people write it: {@code host:port}, with an IPv6 host in brackets.
 *
 * @param host name or address, without brackets
 * @param port 0 to 65535; 0 lets the system pick a free port when listening
 */
public record HostPort(String host, int port) {
    private static final int GREATEST_PORT = 65_535;

    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty");
        }
        if (port < 0 || port > GREATEST_PORT) {
            throw new IllegalArgumentException("port must be 0 to " + GREATEST_PORT + ", was " + port);
        }
    }

    /**
     * Reads {@code host:port}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected host:port, saw '" + text + "'");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected host:port with a number as port, saw '" + text + "'", e);
        }
    }

    /** Accepts {@code host:port} and, for servers that can be switched off, the empty string. */
    public static ConfigDef.Validator validator() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    if (value instanceof String text && !text.isEmpty()) {
                        try {
                            parse(text);
                        } catch (IllegalArgumentException e) {
                            throw new ConfigException(name, value, e.getMessage());
                        }
                    }
                },
                () -> "host:port, or empty for none");
    }

    /** The address with the host resolved. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
