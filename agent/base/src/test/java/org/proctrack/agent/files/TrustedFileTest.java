// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.files.TrustedFile.Trust;

@Timeout(30)
class TrustedFileTest {

    private static final String WHAT = "password file";
    private static final int NOBODY = 65534;
    private static final int MAX = 4096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void make() throws IOException {
        file = Files.writeString(folder.resolve("secret"), "content");
        chmod(file, 0600);
    }

    static void chmod(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode);
    }

    private static void giveToNobody(Path path) throws IOException {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "only root gives files away");
        Files.setAttribute(path, "unix:uid", NOBODY);
    }

    private void isRead(Path path, Trust trust) throws IOException {
        assertThat(new String(TrustedFile.read(path, WHAT, trust, MAX), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("content");
        TrustedFile.check(path, WHAT, trust);
    }

    /** The same line from the look and from the read. */
    private static String refusal(Path path, Trust trust) {
        FileRefusedException read =
                catchThrowableOfType(FileRefusedException.class, () -> TrustedFile.read(path, WHAT, trust, MAX));
        FileRefusedException check =
                catchThrowableOfType(FileRefusedException.class, () -> TrustedFile.check(path, WHAT, trust));
        assertThat(read).as("read").isNotNull();
        assertThat(check).as("check").isNotNull().hasMessage(read.getMessage());
        assertThat(read.getMessage().lines()).hasSize(1);
        return read.getMessage();
    }

    @ParameterizedTest
    @CsvSource({"0600,SECRET", "0400,SECRET", "0644,CODE", "0444,CODE", "0755,CODE", "0600,CODE"})
    void whatOnlyRootOrWeWriteIsRead(String mode, Trust trust) throws IOException {
        chmod(file, Integer.parseInt(mode, 8));
        isRead(file, trust);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0644", "0660", "0602", "0604", "0640", "0601", "0610", "0666", "0777"})
    void aSecretIsNobodyElses(String mode) throws IOException {
        chmod(file, Integer.parseInt(mode, 8));
        assertThat(refusal(file, Trust.SECRET))
                .isEqualTo(file + ": the password file is open to group or others (mode " + mode + "): chmod 0600 "
                        + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0660", "0602", "0666", "0664", "0777"})
    void codeIsWrittenByNobodyElse(String mode) throws IOException {
        chmod(file, Integer.parseInt(mode, 8));
        assertThat(refusal(file, Trust.CODE))
                .isEqualTo(
                        file + ": group or others may write the password file (mode " + mode + "): chmod go-w " + file);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatBelongsToSomebodyElseIsRefused(Trust trust) throws IOException {
        giveToNobody(file);
        assertThat(refusal(file, trust))
                .isEqualTo(file + ": the password file belongs to uid 65534: chown root " + file);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aDirectoryOfSomebodyElseIsRefused(Trust trust) throws IOException {
        Path below = Files.createDirectories(folder.resolve("theirs/below"));
        Files.move(file, below.resolve("secret"));
        giveToNobody(folder.resolve("theirs"));
        assertThat(refusal(below.resolve("secret"), trust))
                .startsWith(folder.resolve("theirs") + ": the directory of the password file belongs to uid 65534");
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void aDirectoryThatOthersMayWriteIsRefused(Trust trust) throws IOException {
        Path below = Files.createDirectories(folder.resolve("open/below"));
        Files.move(file, below.resolve("secret"));
        for (int mode : new int[] {0777, 0770, 0702}) {
            chmod(folder.resolve("open"), mode);
            assertThat(refusal(below.resolve("secret"), trust))
                    .startsWith(folder.resolve("open") + ": group or others may write the directory of")
                    .endsWith("chmod go-w " + folder.resolve("open"));
        }
        chmod(folder.resolve("open"), 01777);
        isRead(below.resolve("secret"), trust);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void inAStickyDirectoryTheNextNameIsOurs(Trust trust) throws IOException {
        Path sticky = Files.createDirectory(folder.resolve("sticky"));
        chmod(sticky, 01777);
        Path theirs = Files.createDirectory(sticky.resolve("theirs"));
        Files.move(file, theirs.resolve("secret"));
        giveToNobody(theirs);
        assertThat(refusal(theirs.resolve("secret"), trust)).contains("belongs to uid 65534");
    }

    @Test
    void codeIsFoundThroughLinksAndThenWhereItIsCounts() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.move(file, real.resolve("secret"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("real/../real/./secret"));
        isRead(link, Trust.CODE);
        isRead(folder.resolve("real/../link"), Trust.CODE);
        chmod(real, 0777);
        assertThat(refusal(link, Trust.CODE)).startsWith(real + ": group or others may write the directory");
        chmod(real, 0755);
        chmod(real.resolve("secret"), 0622);
        assertThat(refusal(link, Trust.CODE)).endsWith("chmod go-w " + real.resolve("secret"));
    }

    @Test
    void whereTheLinkIsCountsToo() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), file);
        chmod(open, 0777);
        assertThat(refusal(link, Trust.CODE)).startsWith(open + ": group or others may write the directory");
        chmod(open, 01777);
        isRead(link, Trust.CODE);
        assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "only root gives files away");
        Files.setAttribute(link, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        assertThat(refusal(link, Trust.CODE)).contains("a link on the way").endsWith("chown -h root " + link);
    }

    @Test
    void aSecretIsNoLink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        assertThat(refusal(link, Trust.SECRET))
                .isEqualTo(link + ": the password file is a symbolic link: name the file itself, " + file);
        Path directory = Files.createSymbolicLink(folder.resolve("directory"), folder);
        isRead(directory.resolve("secret"), Trust.SECRET);
    }

    @Test
    void aSecretHasOneName() throws IOException {
        Files.createLink(folder.resolve("other"), file);
        assertThat(refusal(file, Trust.SECRET)).contains("has 2 hard links", "find / -xdev -samefile " + file);
        isRead(file, Trust.CODE);
    }

    @ParameterizedTest
    @EnumSource(Trust.class)
    void whatIsNoFileIsRefusedAtOnce(Trust trust) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThat(refusal(pipe, trust)).isEqualTo(pipe + ": the password file is not a regular file");
        assertThat(refusal(folder, trust)).contains("is not a regular file");
        assertThat(refusal(Path.of("/dev/zero"), trust)).contains("is not a regular file");
        assertThat(refusal(Path.of(""), trust)).contains("is not a regular file");
        assertThat(refusal(Path.of("/"), trust)).contains("is not a regular file");
        assertThat(refusal(file.resolve("below"), trust)).endsWith("no such password file");
        assertThat(refusal(file.resolve("."), trust)).endsWith("no such password file");
        assertThat(refusal(folder.resolve("missing"), trust))
                .isEqualTo(folder.resolve("missing") + ": no such password file");
        assertThat(refusal(folder.resolve("x".repeat(300)), trust)).contains("cannot be used");
    }

    @Test
    void linksThatGoRoundAreRefused() throws IOException {
        Path round = Files.createSymbolicLink(folder.resolve("round"), Path.of("round"));
        assertThat(refusal(round, Trust.CODE)).contains("too many symbolic links");
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("/nonexistent/file"));
        assertThat(refusal(nowhere, Trust.CODE)).endsWith("no such password file");
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        Files.write(file, new byte[MAX]);
        assertThat(TrustedFile.read(file, WHAT, Trust.SECRET, MAX)).hasSize(MAX);
        Files.write(file, new byte[MAX + 1]);
        assertThat(catchThrowableOfType(
                        FileRefusedException.class, () -> TrustedFile.read(file, WHAT, Trust.SECRET, MAX)))
                .hasMessage(file + ": the password file is larger than 4096 bytes: give the right file");
    }

    @Test
    void namesAreQuotedForTheShellAndSafeForTheTerminal() throws IOException {
        Path odd = Files.move(file, folder.resolve("it's a\u001b[2J\n"));
        chmod(odd, 0666);
        assertThat(refusal(odd, Trust.CODE)).endsWith("chmod go-w '" + folder + "/it'\\''s a?[2J?'");
    }

    @Test
    void theStateIsAnotherOneAfterEachChange() throws IOException {
        Object state = TrustedFile.state(file, WHAT, Trust.SECRET);
        assertThat(TrustedFile.state(file, WHAT, Trust.SECRET)).isEqualTo(state);
        assertThat(TrustedFile.unchanged(state)).isTrue();
        Files.writeString(file, "CONTENT2");
        assertThat(TrustedFile.unchanged(state)).isFalse();
        Object written = TrustedFile.state(file, WHAT, Trust.SECRET);
        assertThat(written).isNotEqualTo(state);
        TrustedFile.replace(file, "CONTENT2".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(TrustedFile.state(file, WHAT, Trust.SECRET)).isNotEqualTo(written);
        assertThat(TrustedFile.unchanged(written)).isFalse();
        Files.delete(file);
        assertThat(TrustedFile.unchanged(written)).isFalse();
    }

    @Test
    void aMissingFileIsToldApart() {
        assertThat(catchThrowableOfType(
                                FileRefusedException.class,
                                () -> TrustedFile.check(folder.resolve("missing"), WHAT, Trust.CODE))
                        .isMissing())
                .isTrue();
        assertThat(catchThrowableOfType(FileRefusedException.class, () -> TrustedFile.check(folder, WHAT, Trust.CODE))
                        .isMissing())
                .isFalse();
    }

    static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
