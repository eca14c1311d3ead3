// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.cli.Options;
import org.proctrack.agent.access.Account;
import org.proctrack.agent.access.PasswordFile;
import org.proctrack.agent.access.RemoteSettings;
import org.proctrack.agent.access.Role;

/** Sets who may log in to the agent from afar. The password is typed or comes by stdin: arguments are seen by all. */
final class PasswdVerb extends Verb {

    PasswdVerb() {
        super(
                "passwd",
                "USER [--role monitor|operator|admin] [--remove] [--jmx-config FILE]",
                "set the password and role of a remote management user",
                1,
                1);
    }

    @Override
    void describe(Options options) {
        options.addOption(value(
                null,
                "role",
                "ROLE",
                "monitor (read only), operator (also signal jobs) or admin (also start and stop);"
                        + " default: unchanged, or monitor for a new user"));
        options.addOption(flag("remove", "remove the user"));
        options.addOption(value(
                null,
                "jmx-config",
                "FILE",
                "settings file that names the password file; default " + RemoteSettings.DEFAULT));
    }

    @Override
    ExitCode run(Arguments arguments, Session session) {
        String user = arguments.rest().get(0);
        if (!Account.isName(user)) {
            throw arguments.usage("USER must be 1 to 64 characters of a-z A-Z 0-9 . _ - and not begin with -");
        }
        if (user.equals(Account.NOBODY)) {
            throw arguments.usage(
                    "\"" + Account.NOBODY + "\" stands for local access in the audit log: choose another USER");
        }
        if (arguments.has("remove") && arguments.has("role")) {
            throw arguments.usage("--remove and --role exclude each other");
        }
        Optional<Role> role = role(arguments);
        try {
            PasswordFile file =
                    new PasswordFile(RemoteSettings.read(settings(arguments)).passwords());
            session.print(arguments.has("remove") ? remove(user, file) : set(user, role, file, session));
            return ExitCode.DONE;
        } catch (IOException e) {
            throw CliException.refused(e.getMessage());
        }
    }

    private static Optional<Role> role(Arguments arguments) {
        try {
            return Optional.ofNullable(arguments.value("role")).map(Role::of);
        } catch (IllegalArgumentException e) {
            throw arguments.usage("--role: " + e.getMessage());
        }
    }

    private static Optional<Path> settings(Arguments arguments) {
        String name = arguments.value("jmx-config");
        if (name != null && name.isEmpty()) {
            throw arguments.usage("--jmx-config needs a file name");
        }
        try {
            return Optional.ofNullable(name).map(Path::of);
        } catch (InvalidPathException e) {
            throw CliException.refused(name + ": this locale cannot represent the name; set LC_ALL=C.UTF-8");
        }
    }

    private static String remove(String user, PasswordFile file) throws IOException {
        if (!file.remove(user)) {
            throw CliException.refused(user + " is not in " + file.path() + ": nothing is changed");
        }
        return "removed " + user + " from " + file.path();
    }

    private static String set(String user, Optional<Role> role, PasswordFile file, Session session) throws IOException {
        // What cannot be done is said before anybody types a password
        file.checkWritable();
        if (file.exists()) {
            file.accounts();
        }
        Account account = hashed(user, session);
        Role[] given = {role.orElse(Role.MONITOR)};
        Optional<Account> old = file.change(user, before -> {
            given[0] = role.or(() -> before.map(Account::role)).orElse(Role.MONITOR);
            return Optional.of(new Account(user, given[0], account.hash()));
        });
        return user + (old.isPresent() ? " has a new password" : " is new") + ", role " + given[0] + ", in "
                + file.path();
    }

    private static Account hashed(String user, Session session) throws IOException {
        char[] password = new PasswordInput(session).read(user);
        try {
            return Account.withPassword(user, Role.MONITOR, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
