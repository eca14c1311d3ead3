// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;
import org.proctrack.test.support.Tier;

/**
 * What the package's removal scripts leave of what its group was granted: nothing, since another group may get the
 * number. They run in a mount namespace with a bpffs, an /etc and a /var/lib of its own, and without systemd.
 */
class RemovalTest {

    private static final String MACHINE = """
            set -e
            mount -t bpf -o mode=0700 bpf /sys/fs/bpf
            [ ! -d /run/systemd ] || mount -t tmpfs tmpfs /run/systemd
            cp -a /etc "$COPY" && mount --bind "$COPY/etc" /etc
            mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /var/log
            pins=/sys/fs/bpf/proctrack
            getent group proctrack > /dev/null || groupadd --system proctrack
            getent passwd proctrack > /dev/null || useradd --system -g proctrack -M proctrack
            proctrack start --no-calls -n 64 && proctrack grant proctrack
            """;

    @TempDir
    private Path directory;

    @BeforeEach
    void needsANamespace() {
        if (Run.of("unshare", "-m", "true").exit() != 0) {
            Tier.skip("no mount namespace for a bpffs of its own");
        }
    }

    private Run inAMachineOfItsOwn(String script) throws IOException {
        Path copy = Files.createDirectory(directory.resolve("copy"));
        Path scripts = Repository.file("scripts");
        Run run = Run.of(
                List.of("unshare", "-m", "--propagation", "private", "sh", "-c", MACHINE + script),
                Map.of(
                        "COPY", copy.toString(),
                        "DEBIAN", scripts.resolve("packaging/debian").toString(),
                        "PATH", scripts + ":" + System.getenv("PATH") + ":/usr/sbin:/sbin"),
                directory);
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    @Test
    void anExtensionThatStaysIsRootsAlone() throws IOException {
        Run run = inAMachineOfItsOwn("""
                sleep 100 & proctrack register 42 $!
                stat -c 'granted %a %G' $pins/state
                sh "$DEBIAN/prerm" remove
                stat -c 'left %a %g' $pins/state
                stat -c 'bpffs %a %g' /sys/fs/bpf
                proctrack stop --force; kill $!
                """);
        assertThat(run.out())
                .contains("granted 640 proctrack")
                .contains("the kernel extension stays loaded")
                .contains("left 600 0\n")
                .contains("bpffs 1700 0\n");
    }

    /** An extension that was stopped by hand before leaves the passage; others' pins may be the group's too. */
    @Test
    void aPurgeLeavesNothingToTheNumberOfTheGroup() throws IOException {
        Run run = inAMachineOfItsOwn("""
                proctrack stop
                mkdir -m 750 /sys/fs/bpf/other && chgrp proctrack /sys/fs/bpf/other
                stat -c 'before %a %G' /sys/fs/bpf
                sh "$DEBIAN/postrm" purge
                getent group proctrack || echo no group
                stat -c 'bpffs %a %g' /sys/fs/bpf
                stat -c 'other %a %g' /sys/fs/bpf/other
                """);
        assertThat(run.out())
                .contains("before 1710 proctrack")
                .contains("no group\n")
                .contains("bpffs 1700 0\n")
                .contains("other 700 0\n");
    }
}
