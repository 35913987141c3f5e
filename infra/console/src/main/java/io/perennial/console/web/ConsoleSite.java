package io.perennial.console.web;

import io.perennial.console.command.CommandDesk;
import io.perennial.console.security.Exposure;
import io.perennial.console.security.Sessions;
import io.perennial.console.security.SignInThrottle;
import io.perennial.console.security.Users;
import io.perennial.runtime.HostPort;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the console is, and who may come.
 *
 * @param address where to listen
 * @param users null: loopback only, and whoever comes is the user of this machine
 * @param hosts names under which browsers may come, beside the loopback names
 * @param https true: cookies are sent by HTTPS only
 */
public record ConsoleSite(HostPort address, @Nullable Users users, List<String> hosts, boolean https) {
    public ConsoleSite {
        Exposure.requireSafe(address, users != null);
        hosts = List.copyOf(hosts);
    }

    /** Starts the server. */
    public ConsoleServer open(Views views, CommandDesk desk) {
        Gatekeeper gatekeeper =
                new Gatekeeper(users, new Sessions(views.clock()), new SignInThrottle(views.clock()), hosts, https);
        EventHub hub = new EventHub(UUID.randomUUID().toString().substring(0, 8));
        return ConsoleServer.start(address, views, desk, hub, gatekeeper);
    }
}
