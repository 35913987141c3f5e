package io.perennial.console.security;

import io.perennial.runtime.HostPort;
import io.perennial.runtime.ServiceException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who can reach an address to listen on. */
public final class Exposure {
    private Exposure() {}

    /**
     * Refuses an address that others can reach unless users are configured.
     *
     * @throws ServiceException (usage) with what to do instead
     */
    public static void requireSafe(HostPort address, boolean usersConfigured) {
        if (!usersConfigured && !isLoopback(address)) {
            throw ServiceException.usage("console.address is " + address
                    + ", which other machines can reach, and console.users.file is not set: anyone could roll back."
                    + " Listen on 127.0.0.1, or make users with `perennial-console user-entry`");
        }
    }

    /** True if only this machine can reach it. */
    public static boolean isLoopback(HostPort address) {
        try {
            return InetAddress.getByName(address.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw ServiceException.usage(
                    "console.address: host " + address.host() + " is unknown on this machine: " + e.getMessage());
        }
    }
}
