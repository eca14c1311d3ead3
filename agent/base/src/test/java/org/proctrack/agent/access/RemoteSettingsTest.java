// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.files.FileRefusedException;

@Timeout(30)
class RemoteSettingsTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("jmx.properties");
    }

    private RemoteSettings read(String text) throws IOException {
        Files.writeString(file, text);
        return RemoteSettings.read(Optional.of(file));
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> RemoteSettings.read(Optional.of(file)))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void withoutAnythingTheyAreSafe() throws IOException {
        RemoteSettings expected = new RemoteSettings(
                folder.resolve("jmx.passwd"),
                true,
                true,
                folder.resolve("jmx.p12"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                20,
                10,
                120,
                100);
        assertThat(RemoteSettings.of(file, false)).isEqualTo(expected);
        assertThat(read("")).isEqualTo(expected);
        assertThat(read("# nothing\npasswords=\ntls=\nclient.truststore =  \nidle.seconds=\n"))
                .isEqualTo(expected);
        assertThat(RemoteSettings.DEFAULT).hasToString("/etc/proctrack/jmx.properties");
    }

    @Test
    void allOfThemCanBeSet() throws IOException {
        String text = """
                passwords=sub/p
                tls = on\s
                registry.tls=off
                keystore=/k.p12
                keystore.password.file=kp
                client.truststore: t\u00e4.p12
                client.truststore.password.file tp
                public.host = [2001:db8::7]
                public.port = 65535
                connections.max=1
                failed.logins.max=100000
                idle.seconds=86400
                cpu.percent.max=10000
                """;
        assertThat(read(text.replace("\n", "\r\n")))
                .isEqualTo(new RemoteSettings(
                        folder.resolve("sub/p"),
                        true,
                        false,
                        Path.of("/k.p12"),
                        Optional.of(folder.resolve("kp")),
                        Optional.of(folder.resolve("t\u00e4.p12")),
                        Optional.of(folder.resolve("tp")),
                        Optional.of("2001:db8::7"),
                        Optional.of(65535),
                        1,
                        100_000,
                        86_400,
                        10_000));
        assertThat(read("tls=off").tls()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS=on", "tls.=on", "password=x", "connection.max=3", "on", "=on", "tls\\ =on"})
    void anUnknownKeyIsRefused(String line) throws IOException {
        Files.writeString(file, "idle.seconds=5\n" + line + "\n");
        refused("is not a setting; known settings are client.truststore, ");
    }

    @ParameterizedTest
    @CsvSource({
        "tls=yes,tls must be on or off",
        "tls=ON,tls must be on or off",
        "registry.tls=false,registry.tls must be on or off",
        "connections.max=0,connections.max must be a number from 1 to 10000",
        "connections.max=10001,connections.max must be a number",
        "connections.max=-1,connections.max must be a number",
        "connections.max=1e3,connections.max must be a number",
        "connections.max=\u0663,connections.max must be a number",
        "connections.max=99999999999999999999,connections.max must be a number",
        "failed.logins.max=many,failed.logins.max must be a number",
        "cpu.percent.max=0,cpu.percent.max must be a number from 1 to 10000",
        "idle.seconds=0,idle.seconds must be a number from 1 to 86400",
        "idle.seconds=5s,idle.seconds must be a number",
        "public.port=0,public.port must be a number from 1 to 65535",
        "public.port=65536,public.port must be a number",
        "public.host=node7:9999,public.host is the name or the address",
        "public.host=node 7,public.host is the name or the address of a host",
        "passwords=a\\u0000b,passwords is not a valid file name",
        "passwords=\\u12,damaged \\u",
    })
    void aBadValueIsRefused(String line, String reason) throws IOException {
        Files.writeString(file, line + "\n");
        refused(reason);
    }

    @Test
    void contradictionsAreRefused() throws IOException {
        Files.writeString(file, "tls=on\ntls=off\n");
        refused("tls is given twice");
        Files.writeString(file, "tls=off\nclient.truststore=t.p12\n");
        refused("client.truststore needs tls=on");
    }

    @Test
    void keysAreSafeToPrint() throws IOException {
        Files.writeString(file, "\\u001b[2J\\n=x\n");
        refused("?[2J? is not a setting");
    }

    @Test
    void theFileIsGuarded() throws IOException {
        refused("no such settings file");
        Files.writeString(file, "");
        Files.setAttribute(file, "unix:mode", 0666);
        refused("chmod go-w " + file);
        Files.setAttribute(file, "unix:mode", 0644);
        Files.write(file, new byte[(64 << 10) + 1]);
        refused("is larger than");
        Files.write(file, new byte[] {(byte) 0xc3, '\n'});
        refused("is not valid UTF-8");
        Files.delete(file);
        Files.createDirectory(file);
        refused("is not a regular file");
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("missing"));
        refused("no such settings file");
        // A default that is there is as good as named
        assertThatThrownBy(() -> RemoteSettings.of(file, false)).isInstanceOf(FileRefusedException.class);
    }

    @Test
    void aLinkIsFollowedAndNamesAreBelowTheLink() throws IOException {
        Path real = Files.write(
                Files.createDirectory(folder.resolve("real")).resolve("x"), "tls=off".getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(file, real);
        RemoteSettings settings = RemoteSettings.read(Optional.of(file));
        assertThat(settings.tls()).isFalse();
        assertThat(settings.passwords()).isEqualTo(folder.resolve("jmx.passwd"));
    }
}
