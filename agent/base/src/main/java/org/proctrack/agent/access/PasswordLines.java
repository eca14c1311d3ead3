// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The text of a password file: {@code NAME:ROLE:HASH}, and what administrators wrote between. */
final class PasswordLines {

    private static final String HEADER =
            "# Remote users of the agent: NAME:ROLE:HASH. Written by \"proctrack passwd\".";

    /** A line; without an account it is a comment, or empty. */
    private record Line(String text, Account account) {

        boolean isOf(String name) {
            return account != null && account.name().equals(name);
        }
    }

    private final List<Line> lines;

    private PasswordLines(List<Line> lines) {
        this.lines = lines;
    }

    static PasswordLines none() {
        return new PasswordLines(List.of(new Line(HEADER, null)));
    }

    /**
     * Reads all lines. One that is damaged makes all of it worthless: what it took away is not known.
     *
     * @throws IllegalArgumentException with the number of the line, and nothing of what is in it
     */
    static PasswordLines parse(byte[] content) {
        String text = decode(content);
        List<Line> lines = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String line : text.isEmpty() ? new String[0] : text.split("\n", -1)) {
            try {
                lines.add(line(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + (lines.size() + 1) + " " + e.getMessage(), e);
            }
            Account account = lines.get(lines.size() - 1).account();
            if (account != null && !names.add(account.name())) {
                throw new IllegalArgumentException("line " + lines.size() + " repeats a user name");
            }
        }
        if (text.endsWith("\n")) {
            lines.remove(lines.size() - 1);
        }
        return new PasswordLines(lines);
    }

    private static String decode(byte[] content) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("is not valid UTF-8", e);
        }
    }

    private static Line line(String text) {
        if (text.endsWith("\r")) {
            throw new IllegalArgumentException("has a Windows line ending: sed -i 's/\\r$//' removes it");
        }
        return new Line(text, text.isEmpty() || text.startsWith("#") ? null : account(text));
    }

    private static Account account(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("is damaged: not NAME:ROLE:HASH");
        }
        if (!Account.isName(parts[0])) {
            throw new IllegalArgumentException("is damaged: a name has 1 to 64 characters of a-z A-Z 0-9 . _ -");
        }
        if (parts[0].equals(Account.NOBODY)) {
            throw new IllegalArgumentException(
                    "is a reserved name, which stands for local access in the audit log:" + " remove the line");
        }
        PasswordHash.parse(parts[2]);
        try {
            return new Account(parts[0], Role.of(parts[1]), parts[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is damaged: there is no such role", e);
        }
    }

    List<Account> accounts() {
        return lines.stream()
                .filter(line -> line.account() != null)
                .map(Line::account)
                .toList();
    }

    /** {@return these lines with one for this account, where the one was that it had} */
    PasswordLines with(Account account) {
        String text = account.name() + ":" + account.role() + ":" + account.hash();
        Line line = new Line(text, account(text));
        List<Line> changed = new ArrayList<>(lines);
        changed.replaceAll(old -> old.isOf(account.name()) ? line : old);
        if (!changed.contains(line)) {
            changed.add(line);
        }
        return new PasswordLines(changed);
    }

    PasswordLines without(String name) {
        return new PasswordLines(lines.stream().filter(line -> !line.isOf(name)).toList());
    }

    byte[] bytes() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
