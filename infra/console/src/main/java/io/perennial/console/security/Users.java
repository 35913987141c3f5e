package io.perennial.console.security;

import io.perennial.runtime.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The users file: one {@code name:role:pbkdf2-sha256:iterations:salt:hash} a line; empty lines and lines that start with # do not
 * count. Read once, at the start. Immutable.
 */
public final class Users {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final int LONGEST_PASSWORD = 1_000;

    private final Map<String, User> users;
    private final PasswordHash nobody;

    private record User(Identity identity, PasswordHash password) {}

    private Users(Map<String, User> users) {
        this.users = users;
        this.nobody = PasswordHash.of(new char[] {'x'}, new SecureRandom());
    }

    /** @throws ServiceException (usage) if the file cannot be read, is open to everyone, or a line is wrong */
    public static Users read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw ServiceException.usage("users file " + file + " cannot be read: " + e.getMessage());
        }
        Map<String, User> users = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                User user = user(line, file + " line " + number);
                if (users.put(user.identity().name(), user) != null) {
                    throw ServiceException.usage(file + " line " + number + ": user "
                            + user.identity().name() + " is there twice; remove one");
                }
            }
        }
        if (users.isEmpty()) {
            throw ServiceException.usage(
                    "users file " + file + " names nobody; add a line with `perennial-console user-entry`");
        }
        return new Users(users);
    }

    /** One line of the users file for a new user. */
    public static String entry(String name, Role role, char[] password) {
        if (!NAME.matcher(name).matches()) {
            throw ServiceException.usage("user name must match " + NAME + ", was " + name);
        }
        return name + ":" + role.word() + ":"
                + PasswordHash.of(password, new SecureRandom()).text();
    }

    /** Who this is; empty if the name is unknown or the password wrong, which takes the same time. */
    public Optional<Identity> authenticate(String name, String password) {
        if (password.length() > LONGEST_PASSWORD) {
            return Optional.empty();
        }
        User user = users.get(name);
        PasswordHash expected = user == null ? nobody : user.password();
        boolean matches = expected.matches(password.toCharArray());
        return user != null && matches ? Optional.of(user.identity()) : Optional.empty();
    }

    private static User user(String line, String where) {
        String[] parts = line.split(":", 3);
        if (parts.length != 3 || !NAME.matcher(parts[0]).matches()) {
            throw ServiceException.usage(
                    where + ": expected name:role:hash; make the line with `perennial-console user-entry`");
        }
        try {
            Role role = Role.valueOf(parts[1].toUpperCase(Locale.ROOT));
            return new User(new Identity(parts[0], role), PasswordHash.parse(parts[2]));
        } catch (IllegalArgumentException e) {
            throw ServiceException.usage(where + ", user " + parts[0]
                    + ": role must be viewer, operator or approver, and the hash as `perennial-console user-entry` prints it: "
                    + e.getMessage());
        }
    }
}
