// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.proctrack.agent.files.TrustedFileTest.chmod;
import static org.proctrack.agent.files.TrustedFileTest.modeOf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AtomicWriterTest {

    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewFileIsItsOwnersAlone() throws IOException {
        Path file = folder.resolve("file");
        TrustedFile.replace(file, NEW);
        assertThat(file).hasBinaryContent(NEW);
        assertThat(modeOf(file)).isEqualTo("rw-------");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void anOldOneIsReplacedAndWhoHasItOpenKeepsTheOldOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        chmod(file, 0644);
        try (var reader = Files.newBufferedReader(file)) {
            TrustedFile.replace(file, NEW);
            assertThat(reader.readLine()).isEqualTo("old");
        }
        assertThat(file).hasBinaryContent(NEW);
        assertThat(modeOf(file)).isEqualTo("rw-------");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void neitherALinkNorADirectoryIsReplaced() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);
        Path directory = Files.createDirectory(folder.resolve("directory"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nothing"));
        for (Path path : List.of(link, directory, dangling)) {
            assertThatThrownBy(() -> TrustedFile.replace(path, NEW))
                    .isInstanceOf(FileRefusedException.class)
                    .hasMessageStartingWith(path + ": ");
        }
        assertThat(precious).hasContent("old");
        assertThat(names()).containsExactly("dangling", "directory", "link", "precious");
    }

    @Test
    void nothingIsWrittenWhereOthersMayWrite() throws IOException {
        chmod(folder, 0777);
        try {
            assertThatThrownBy(() -> TrustedFile.replace(folder.resolve("file"), NEW))
                    .isInstanceOf(FileRefusedException.class)
                    .hasMessageEndingWith("chmod go-w " + folder);
            assertThat(names()).isEmpty();
        } finally {
            chmod(folder, 0700);
        }
        assertThatThrownBy(() -> TrustedFile.replace(folder.resolve("missing/file"), NEW))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("no such directory");
        assertThatThrownBy(() -> TrustedFile.replace(Path.of("/"), NEW)).isInstanceOf(FileRefusedException.class);
    }

    @Test
    void whatKilledProcessesLeftIsSweptAndNothingElse() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        String live = ".file." + ProcessHandle.current().pid() + "-1.new";
        List<String> others = List.of(live, ".file.1x-2.new", ".file.new", "file." + gone.pid() + "-1.new");
        for (String name : others) {
            Files.createFile(folder.resolve(name));
        }
        Files.createFile(folder.resolve(".file." + gone.pid() + "-123.new"));

        TrustedFile.replace(folder.resolve("file"), NEW);

        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Stream.of("file"), others.stream()).toList());
    }

    @Test
    void aDirectoryIsMadeForAllToSee() throws IOException {
        Path directory = folder.resolve("etc/proctrack");
        TrustedFile.directory(directory, "password file");
        TrustedFile.directory(directory, "password file");
        assertThat(modeOf(directory)).isEqualTo("rwxr-xr-x");
        assertThat(modeOf(directory.getParent())).isEqualTo("rwxr-xr-x");
    }

    @Test
    void noDirectoryIsMadeWhereOthersMayWrite() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        chmod(open, 0777);
        assertThatThrownBy(() -> TrustedFile.directory(open.resolve("proctrack"), "password file"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageEndingWith("chmod go-w " + open);
        assertThat(open).isEmptyDirectory();
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> TrustedFile.directory(file, "password file"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("not a directory");
    }
}
