// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.AgentJvm;
import org.proctrack.test.support.Cli;
import org.proctrack.test.support.Pins;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/** What another build, another version or somebody else has left behind. */
class OtherBuildsTest {

    private static final int REFUSED = 1;
    private static final int HASH_MULTIPLIER = 0x6659fd93; // its lower half
    private static final int ANOTHER_MULTIPLIER = 0x6659fd95;

    @TempDir
    private Path directory;

    private final Pins pins = Pins.fresh();
    private final Cli cli = Cli.at(pins);

    @AfterEach
    void stop() {
        if (pins.exists()) {
            assertThat(cli.run("stop", "--force").exit()).isZero();
        }
        assertThat(pins.exists()).isFalse();
    }

    /** The magic number is that of the instructions: the same at any capacity, another for another build. */
    @Test
    void aStopWithAnotherBuildsFileIsRefused() throws IOException {
        Path other = anotherBuild();
        assertThat(cli.run("start", "-f", other, "-n", 4096).exit()).isZero();

        Run refused = cli.run("stop", "-f", Repository.extension());

        assertThat(refused.exit()).as(refused.toString()).isEqualTo(REFUSED);
        assertThat(refused.errors()).hasSize(1);
        assertThat(refused.err()).contains("another build").contains("magic");
        assertThat(pins.exists()).isTrue();
        assertThat(cli.run("stop", "-f", other).exit()).isZero();
    }

    @Test
    void theSameFileStopsWhatItStartedAtAnyCapacity() {
        for (int capacity : List.of(1, 2048, 100_000)) {
            assertThat(cli.run("start", "-f", Repository.extension(), "-n", capacity)
                            .exit())
                    .isZero();
            assertThat(cli.run("stop").exit())
                    .as("the bundled one is the same build")
                    .isZero();
        }
    }

    @Test
    void anEbpfObjectOfSomebodyElseIsNotOurs() throws IOException {
        byte[] image = Files.readAllBytes(Repository.extension());
        int mark = new String(image, StandardCharsets.ISO_8859_1).indexOf("PROCTRCK");
        assertThat(mark).isPositive();
        image[mark] = 'X';
        Path file = Files.write(directory.resolve("foreign"), withChecksum(image));

        Run run = cli.run("start", "-f", file);

        assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
        assertThat(run.err()).contains("not a proctrackext");
    }

    /** Not by the kernel's verifier, to which many a changed constant is as good: by the checksum. */
    @Test
    void aDamagedFileIsRefused() throws IOException {
        byte[] image = Files.readAllBytes(Repository.extension());
        int constant = indexOf(image, HASH_MULTIPLIER);
        for (int at : new int[] {constant, 0, image.length / 2, image.length - 1}) {
            image[at] ^= 4;
            Run run = cli.run("start", "-f", Files.write(directory.resolve("damaged"), image));
            image[at] ^= 4;
            assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
            assertThat(run.errors()).hasSize(1);
            assertThat(run.err()).contains("not a proctrackext").contains("damaged");
            assertThat(pins.exists()).isFalse();
        }
    }

    private static int indexOf(byte[] image, int number) {
        ByteBuffer view = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 4 <= image.length; at += 4) {
            if (view.getInt(at) == number) {
                return at;
            }
        }
        throw new AssertionError("not there: " + number);
    }

    /** An older layout shows in the size of the pinned state, which keeps its name for ever. */
    @Test
    void pinsOfAnotherLayoutAreToldApartAndForcedAway() throws IOException {
        Files.createDirectory(pins.path());
        String state = pins.path().resolve("state").toString();
        Run create = Run.of(
                "bpftool", "map", "create", state, "type", "array", "key", "4", "value", "64", "entries", "1", "name",
                "old");
        assertThat(create.exit()).as(create.toString()).isZero();

        for (List<Object> line : List.of(
                List.<Object>of("start"),
                List.<Object>of("status"),
                List.<Object>of("list"),
                List.<Object>of("stop"))) {
            Run run = cli.run(line.toArray());
            assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
            assertThat(run.errors()).as(run.toString()).hasSize(1);
            assertThat(run.err()).contains("stop");
        }
        try (AgentJvm agent =
                AgentJvm.run(cli.command("agent"), cli.environment()).awaitState("FAILED")) {
            assertThat(agent.extension().getFailureReason()).contains("version");
        }
        assertThat(cli.run("stop", "--force").exit()).isZero();
        assertThat(cli.run("start").exit()).isZero();
    }

    /** The hooks' programs have not always had pins of their own. */
    @Test
    void aLayoutThatLacksAPinIsToldApartToo() throws IOException {
        assertThat(cli.run("start").exit()).isZero();
        Files.delete(pins.path().resolve("hook_fork"));

        for (String verb : List.of("status", "stop")) {
            Run run = cli.run(verb);
            assertThat(run.exit()).as(run.toString()).isEqualTo(REFUSED);
            assertThat(run.errors()).as(run.toString()).hasSize(1);
            assertThat(run.err()).contains("another proctrack version").contains("stop --force");
        }
        assertThat(cli.run("stop", "--force").exit()).isZero();
    }

    @Test
    void anEmptyPinDirectoryIsNoObstacle() throws IOException {
        Files.createDirectory(pins.path());
        assertThat(cli.run("status").exit()).isEqualTo(3);
        assertThat(cli.run("start").exit()).isZero();
    }

    @Test
    void aKernelWithoutBtfIsSaidToHaveNone() {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("no mount namespace to hide /sys/kernel/btf in");
        }
        String hidden = "mount -t tmpfs none /sys/kernel/btf && exec ";
        Run start =
                cli.under("unshare", "-m", "sh", "-c", hidden + "\"$@\"", "sh").run("start");
        assertThat(start.exit()).as(start.toString()).isEqualTo(REFUSED);
        assertThat(start.errors()).hasSize(1);
        assertThat(start.err()).contains("BTF");
        Run doctor =
                cli.under("unshare", "-m", "sh", "-c", hidden + "\"$@\"", "sh").run("doctor");
        assertThat(doctor.exit()).isEqualTo(REFUSED);
        assertThat(doctor.out()).contains("CONFIG_DEBUG_INFO_BTF");
        assertThat(pins.exists()).isFalse();
    }

    /** The same programs but for one constant, so with other tags. */
    private Path anotherBuild() throws IOException {
        byte[] image = Files.readAllBytes(Repository.extension());
        ByteBuffer view = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
        int changed = 0;
        for (int at = 0; at + 4 <= image.length; at += 4) {
            if (view.getInt(at) == HASH_MULTIPLIER) {
                view.putInt(at, ANOTHER_MULTIPLIER);
                changed++;
            }
        }
        assertThat(changed).isPositive();
        return Files.write(directory.resolve("other"), withChecksum(image));
    }

    /** With the checksum that the build gives (proctrack_checksum.h): 8 bytes of mark, and FNV-1a of all before them. */
    private static byte[] withChecksum(byte[] image) {
        int size = image.length - 2 * Long.BYTES;
        long sum = 0xcbf29ce484222325L;
        for (int at = 0; at < size; at++) {
            sum = (sum ^ (image[at] & 0xff)) * 0x100000001b3L;
        }
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putLong(size + Long.BYTES, sum);
        return image;
    }
}
