// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.proctrack.agent.files.FileRefusedException;
import org.proctrack.agent.files.TrustedFile;
import org.proctrack.agent.files.TrustedFile.Trust;

/** The accounts of remote management. Each answer is what the file says now; a file that is not in order says nothing. */
public final class PasswordFile {

    private static final String WHAT = "password file";
    private static final int MAX_BYTES = 256 << 10;
    private static final int MOST_REMEMBERED = 1000;
    private static final char[] NO_PASSWORD = {};

    /** Who is asked about when there is no such account, so that it takes as long. */
    private static final Account STRANGER = new Account("", Role.MONITOR, "");

    /** What was read, and of which file. */
    private record Seen(Object state, List<Account> accounts) {}

    private final Path path;
    private final RememberedLogins remembered = new RememberedLogins(MOST_REMEMBERED);
    private volatile Seen seen = new Seen(new Object(), List.of());

    /** The file of this name, which need not be there yet. */
    public PasswordFile(Path file) {
        this.path = file.toAbsolutePath();
    }

    /** {@return where it is, from the root} */
    public Path path() {
        return path;
    }

    /**
     * Reads the accounts.
     *
     * @return those of now, in the file's order
     * @throws FileRefusedException one line, when the file is not there, not in order, or open to others
     */
    public List<Account> accounts() throws IOException {
        Seen last = seen;
        Object state = TrustedFile.state(path, WHAT, Trust.SECRET);
        if (last.state().equals(state)) {
            return last.accounts();
        }
        // If it changes now, these are the new ones under the old state, and are read again the next time
        List<Account> accounts = lines().accounts();
        seen = new Seen(state, accounts);
        remembered.retain(accounts);
        return accounts;
    }

    /** {@return the account of that name now} As long as the file is the same, its directories are not looked at. */
    public Optional<Account> find(String name) throws IOException {
        Seen last = seen;
        List<Account> now = TrustedFile.unchanged(last.state()) ? last.accounts() : accounts();
        return now.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /**
     * Compares a password. A wrong one is as much work whether or not there is such an account, and whether or not its
     * password is remembered; a right one is work once, until the account's line changes.
     *
     * @param name may be null, as the password: some clients send nothing
     * @return the account, if this is its password
     */
    public Optional<Account> login(String name, char[] password) throws IOException {
        List<Account> all = accounts();
        boolean sane = password != null && password.length > 0 && password.length <= Account.MOST_PASSWORD;
        char[] tried = sane ? password : NO_PASSWORD;
        int most = all.stream().mapToInt(PasswordFile::iterations).max().orElse(PasswordHash.ITERATIONS);
        Account account =
                all.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
        if (remembered.knows(account == null ? STRANGER : account, tried)) {
            return Optional.of(account);
        }
        if (account == null) {
            PasswordHash.burn(tried, most);
            return Optional.empty();
        }
        boolean right = PasswordHash.parse(account.hash()).matches(tried);
        PasswordHash.burn(tried, most - iterations(account));
        if (!right || !sane) {
            return Optional.empty();
        }
        remembered.add(account, tried);
        return Optional.of(account);
    }

    private static int iterations(Account account) {
        return PasswordHash.parse(account.hash()).iterations();
    }

    /** Adds an account, or replaces the one of that name. */
    public void put(Account account) throws IOException {
        change(account.name(), old -> Optional.of(account));
    }

    /** {@return whether there was an account of that name, which is gone now} */
    public boolean remove(String name) throws IOException {
        return exists() && change(name, old -> Optional.empty()).isPresent();
    }

    /**
     * Changes an account while nobody else changes the file, which is made when it is missing.
     *
     * @param change from what was there to what shall be there
     * @return what was there
     */
    @SuppressWarnings("try") // the lock is held, and not used
    public Optional<Account> change(String name, UnaryOperator<Optional<Account>> change) throws IOException {
        TrustedFile.directory(path.getParent(), WHAT);
        try (PasswordLock lock = PasswordLock.of(path)) {
            PasswordLines lines = exists() ? lines() : PasswordLines.none();
            Optional<Account> old = lines.accounts().stream()
                    .filter(account -> account.name().equals(name))
                    .findFirst();
            Optional<Account> now = change.apply(old);
            if (!now.equals(old)) {
                write(now.isPresent() ? lines.with(now.get()) : lines.without(name));
            }
            return old;
        }
    }

    private void write(PasswordLines lines) throws IOException {
        byte[] bytes = lines.bytes();
        if (bytes.length > MAX_BYTES) {
            throw new FileRefusedException(path, "the " + WHAT + " is full: remove a user first");
        }
        TrustedFile.replace(path, bytes);
    }

    /**
     * Looks whether the file could be changed, before anybody is asked for a password.
     *
     * @throws FileRefusedException one line, when it could not
     */
    public void checkWritable() throws IOException {
        Path directory = path.getParent();
        while (!Files.exists(directory)) {
            directory = directory.getParent();
        }
        if (!Files.isWritable(directory)) {
            throw unwritable(path);
        }
    }

    static FileRefusedException unwritable(Path path) {
        return new FileRefusedException(path, "permission denied to write the " + WHAT + ": run as root");
    }

    /** {@return whether there is anything of that name, good or not} */
    public boolean exists() {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private PasswordLines lines() throws IOException {
        byte[] content = TrustedFile.read(path, WHAT, Trust.SECRET, MAX_BYTES);
        try {
            return PasswordLines.parse(content);
        } catch (IllegalArgumentException e) {
            throw new FileRefusedException(path, e.getMessage() + "; nobody can log in");
        }
    }
}
