// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.files.FileRefusedException;

@Timeout(60)
class PasswordFileTest {

    // Of "correct horse" with 1000 iterations and the salt "0123456789abcdef", by Python's hashlib.pbkdf2_hmac
    private static final String HASH =
            "pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg==$OM0FAoIqCVK1sWtxDiffVlBejtLa+ks4TP71JiecwuSZCG8iLbnlIEPOMoVX+i2B2wkSxjQ8CRGR9OkNGuIPMQ==";
    // The same of no password at all
    private static final String EMPTY =
            "pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg==$f3Ttdh1SsBtygvpzHqkH2YIfvdS+JnUxSiq7pPo7QDkSrdhje/hPRPtBitUZXvWkUHPdz0qc8jNU62IIpMBXxA==";
    private static final char[] RIGHT = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    private Path path;
    private PasswordFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("jmx.passwd");
        file = new PasswordFile(path);
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] content) throws IOException {
        Files.write(path, content);
        Files.setAttribute(path, "unix:mode", 0600);
    }

    private static Account alice(Role role) {
        return new Account("alice", role, HASH);
    }

    @Test
    void whatIsPutIsFound() throws IOException {
        file.put(alice(Role.MONITOR));
        file.put(new Account("bob", Role.ADMIN, HASH));
        file.put(alice(Role.OPERATOR));
        assertThat(file.accounts()).containsExactly(alice(Role.OPERATOR), new Account("bob", Role.ADMIN, HASH));
        assertThat(file.find("bob")).map(Account::role).contains(Role.ADMIN);
        assertThat(file.find("carol")).isEmpty();
        assertThat(new PasswordFile(path).find("alice")).contains(alice(Role.OPERATOR));
        assertThat(Files.readAllLines(path)).hasSize(3).first().asString().startsWith("# ");
        assertThat(Files.getAttribute(path, "unix:mode")).isEqualTo(0100600);
    }

    @Test
    void whoIsRemovedIsGone() throws IOException {
        assertThat(file.remove("alice")).isFalse();
        assertThat(path).doesNotExist();
        file.put(alice(Role.MONITOR));
        assertThat(file.remove("bob")).isFalse();
        assertThat(file.remove("alice")).isTrue();
        assertThat(file.accounts()).isEmpty();
        assertThat(file.login("alice", RIGHT)).isEmpty();
    }

    @Test
    void commentsStayWhereTheyAre() throws IOException {
        write("# ours: \u00e4\n\nbob:admin:" + HASH + "\n# last");
        file.put(alice(Role.MONITOR));
        assertThat(path).hasContent("# ours: \u00e4\n\nbob:admin:" + HASH + "\n# last\nalice:monitor:" + HASH + "\n");
    }

    @Test
    void aPasswordOpensItsOwnAccountOnly() throws IOException {
        file.put(alice(Role.OPERATOR));
        file.put(Account.withPassword("bob", Role.ADMIN, "another one".toCharArray()));
        assertThat(file.login("alice", RIGHT)).contains(alice(Role.OPERATOR));
        assertThat(file.login("bob", "another one".toCharArray()))
                .map(Account::name)
                .contains("bob");
        assertThat(file.login("bob", RIGHT)).isEmpty();
        assertThat(file.login("alice", "another one".toCharArray())).isEmpty();
        assertThat(file.login("carol", RIGHT)).isEmpty();
        assertThat(RIGHT).isEqualTo("correct horse".toCharArray());
    }

    @Test
    void nothingAndHugePasswordsAreWrong() throws IOException {
        file.put(alice(Role.MONITOR));
        file.put(new Account("empty", Role.ADMIN, EMPTY));
        for (char[] password : new char[][] {null, {}, new char[10_000_000]}) {
            assertThat(file.login("alice", password)).isEmpty();
            assertThat(file.login("empty", password)).isEmpty();
            assertThat(file.login("nobody", password)).isEmpty();
            assertThat(file.login(null, password)).isEmpty();
        }
    }

    @Test
    void theHashIsFreshAndSaysNothing() {
        Account first = Account.withPassword("alice", Role.MONITOR, RIGHT);
        assertThat(first.hash()).startsWith("pbkdf2-sha512$210000$").doesNotContain("correct");
        assertThat(Account.withPassword("alice", Role.MONITOR, RIGHT).hash()).isNotEqualTo(first.hash());
        assertThat(first).hasToString("alice (monitor)");
    }

    @Test
    void eachChangeOfTheFileIsSeen() throws IOException {
        PasswordFile other = new PasswordFile(path);
        file.put(alice(Role.MONITOR));
        assertThat(other.accounts()).hasSize(1).isSameAs(other.accounts());
        file.put(alice(Role.ADMIN));
        assertThat(other.find("alice")).map(Account::role).contains(Role.ADMIN);
        file.remove("alice");
        assertThat(other.accounts()).isEmpty();
        write("bob:monitor:" + HASH + "\n");
        assertThat(other.accounts()).extracting(Account::name).containsExactly("bob");
    }

    @Test
    void aFileThatOpensToOthersLetsNobodyInAnyMore() throws IOException {
        file.put(alice(Role.MONITOR));
        assertThat(file.login("alice", RIGHT)).isPresent();
        Files.setAttribute(path, "unix:mode", 0644);
        refused("open to group or others");
        Files.setAttribute(path, "unix:mode", 0600);
        assertThat(file.login("alice", RIGHT)).isPresent();
        Files.delete(path);
        refused("no such password file");
    }

    private void refused(String part) {
        for (PasswordFile one : List.of(file, new PasswordFile(path))) {
            assertThatThrownBy(one::accounts)
                    .isInstanceOf(FileRefusedException.class)
                    .hasMessageStartingWith(path + ": ")
                    .hasMessageContaining(part)
                    .hasMessageNotContaining("\n")
                    .hasMessageNotContaining("MDEyMzQ1Njc4OWFiY2RlZg");
            assertThatThrownBy(() -> one.login("alice", RIGHT)).isInstanceOf(FileRefusedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice:monitor",
                "alice:monitor:",
                "alice:monitor:HASH:",
                "alice:MONITOR:HASH",
                "alice:root:HASH",
                "alice::HASH",
                ":monitor:HASH",
                "al ice:monitor:HASH",
                "-alice:monitor:HASH",
                "al\u00efce:monitor:HASH",
                " alice:monitor:HASH",
                "alice:monitor: HASH",
                "alice:monitor:HASH ",
                "alice:monitor:HASH\u0000",
                "alice:monitor:correct horse",
                "alice:monitor:pbkdf2-sha512$1000$MDEyMzQ1Njc4OWFiY2RlZg==$AAAA",
                "alice:monitor:pbkdf2-sha1$1000$MDEyMzQ1Njc4OWFiY2RlZg==$AAAA",
                "bob:monitor:HASH",
                " ",
                "\t# comment",
            })
    void aDamagedLineClosesAllWithItsNumber(String line) throws IOException {
        write("# one\nbob:admin:" + HASH + "\n" + line.replace("HASH", HASH) + "\n");
        refused("line 3 ");
        assertThatThrownBy(() -> file.put(alice(Role.ADMIN))).hasMessageContaining("line 3 ");
        assertThat(Files.readString(path)).contains(line.replace("HASH", HASH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "999", "10000001", "999999999", "01000", "-1000", "1e4", "99999999999"})
    void iterationsOutOfRangeAreDamage(String iterations) throws IOException {
        write("alice:monitor:" + HASH.replace("$1000$", "$" + iterations + "$") + "\n");
        refused("line 1 ");
    }

    @Test
    void aNameThatIsTooLongIsDamage() throws IOException {
        write("a".repeat(64) + ":monitor:" + HASH);
        assertThat(file.accounts()).hasSize(1);
        write("a".repeat(65) + ":monitor:" + HASH);
        refused("line 1 ");
    }

    /** A line of the audit would not say whether anybody had logged in. */
    @Test
    void nobodyIsCalledAsTheAuditCallsWhoDidNotLogIn() throws IOException {
        write("alice:monitor:" + HASH + "\nlocals:monitor:" + HASH + "\nlocal:monitor:" + HASH + "\n");
        refused("line 3 ");
        refused("is a reserved name, which stands for local access in the audit log: remove the line");
        write("alice:monitor:" + HASH + "\nlocals:monitor:" + HASH + "\n");
        assertThat(file.accounts()).hasSize(2);
    }

    @Test
    void lineEnds() throws IOException {
        write("alice:monitor:" + HASH);
        assertThat(file.accounts()).containsExactly(alice(Role.MONITOR));
        write("# one\r\nalice:monitor:" + HASH + "\r\n");
        refused("line 1 has a Windows line ending");
        write("");
        assertThat(file.accounts()).isEmpty();
        file.put(alice(Role.MONITOR));
        assertThat(file.accounts()).hasSize(1);
    }

    @Test
    void bytesThatAreNoTextCloseItToo() throws IOException {
        write(new byte[] {'#', (byte) 0xff, '\n'});
        refused("is not valid UTF-8");
        write(new byte[1 << 20]);
        refused("is larger than 262144 bytes");
    }

    @Test
    void itDoesNotGrowBeyondWhatIsRead() throws IOException {
        write("#" + "x".repeat((256 << 10) - 100) + "\n");
        assertThatThrownBy(() -> file.put(alice(Role.MONITOR))).hasMessageContaining("is full");
        assertThat(file.accounts()).isEmpty();
    }

    @Test
    void anAccountThatCouldNotBeReadIsNotWritten() throws IOException {
        for (Account account : List.of(
                new Account("a:b", Role.MONITOR, HASH),
                new Account("alice\nbob", Role.MONITOR, HASH),
                new Account("alice", Role.MONITOR, HASH + "\n"),
                new Account("alice", Role.MONITOR, "x"))) {
            assertThatThrownBy(() -> file.put(account)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void writersInOneJvmLoseNothing() {
        List<String> names = IntStream.range(0, 40).mapToObj(i -> "user" + i).toList();
        names.parallelStream().forEach(name -> {
            try {
                new PasswordFile(path).put(new Account(name, Role.MONITOR, HASH));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(new PasswordFile(path))
                .satisfies(all -> assertThat(all.accounts())
                        .extracting(Account::name)
                        .containsExactlyInAnyOrderElementsOf(names));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("jmx.passwd", ".jmx.passwd.lock");
    }

    @Test
    void readersNeverSeeHalfAFile() throws Exception {
        file.put(alice(Role.MONITOR));
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 200; i++) {
                try {
                    new PasswordFile(path).put(alice(i % 2 == 0 ? Role.ADMIN : Role.OPERATOR));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        writer.start();
        while (writer.isAlive()) {
            assertThat(file.accounts()).hasSize(1);
        }
        writer.join();
        assertThat(file.find("alice")).map(Account::role).contains(Role.OPERATOR);
    }

    @Test
    void whatIsThereIsSeenUnderTheLock() throws IOException {
        file.put(alice(Role.ADMIN));
        Optional<Account> old = file.change("alice", before -> before);
        assertThat(old).contains(alice(Role.ADMIN));
    }
}
