// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.proctrack.agent.access.Account;

/** A new password: typed twice and not shown, or a line of stdin. Whatever held it on the way is wiped. */
final class PasswordInput {

    private static final int MOST_BYTES = Account.MOST_PASSWORD * 4; // of UTF-8

    private final Session session;

    PasswordInput(Session session) {
        this.session = session;
    }

    /** {@return a password that is good enough; the caller wipes it} */
    char[] read(String user) throws IOException {
        if (!session.terminal().in()) {
            return good(line());
        }
        char[] password = good(typed("New password for " + user + ": "));
        char[] again = null;
        boolean same = false;
        try {
            again = typed("Repeat the password: ");
            same = Arrays.equals(password, again);
        } finally {
            wipe(again);
            wipe(same ? null : password);
        }
        if (!same) {
            throw CliException.refused("the passwords do not match: nothing is changed");
        }
        return password;
    }

    private char[] typed(String prompt) {
        session.out().flush();
        char[] typed = session.terminal().secret(prompt);
        if (typed == null) {
            throw CliException.refused("cannot hide the password while you type it: nothing is changed;"
                    + " do not redirect stdout, or pipe the password to stdin");
        }
        return typed;
    }

    /** Up to the line's end, and no further. */
    private char[] line() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES + 1);
        try {
            for (int b = session.in().read();
                    b >= 0 && b != '\n';
                    b = session.in().read()) {
                bytes.put((byte) b);
                if (!bytes.hasRemaining()) {
                    throw tooLong();
                }
            }
            return decode(bytes.flip());
        } finally {
            Arrays.fill(bytes.array(), (byte) 0);
        }
    }

    private static char[] decode(ByteBuffer bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            char[] password = Arrays.copyOf(text.array(), text.limit());
            wipe(text.array());
            return password;
        } catch (CharacterCodingException e) {
            throw CliException.refused("the password is not valid UTF-8");
        }
    }

    private static char[] good(char[] password) {
        int characters = Character.codePointCount(password, 0, password.length);
        if (characters == 0) {
            throw CliException.refused("the password is empty: nothing is changed");
        }
        if (characters < Account.LEAST_PASSWORD) {
            throw wiped(password, "the password is too short: use at least " + Account.LEAST_PASSWORD + " characters");
        }
        if (password.length > Account.MOST_PASSWORD) {
            wipe(password);
            throw tooLong();
        }
        for (char c : password) {
            if (Character.isISOControl(c)) {
                throw wiped(password, "the password contains a control character, which no login can send");
            }
            if (c == '\ufffd') {
                throw wiped(password, "this locale cannot represent the password; set LC_ALL=C.UTF-8");
            }
        }
        return password;
    }

    private static CliException tooLong() {
        return CliException.refused("the password is too long: use at most " + Account.MOST_PASSWORD + " characters");
    }

    private static CliException wiped(char[] password, String message) {
        wipe(password);
        return CliException.refused(message);
    }

    private static void wipe(char[] text) {
        if (text != null) {
            Arrays.fill(text, '\0');
        }
    }
}
