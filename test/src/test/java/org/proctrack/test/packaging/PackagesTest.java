// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** What is in the .deb and in the tarball. That they install, work and go is test/package/check. */
class PackagesTest {

    private static final List<String> EVERYWHERE = List.of(
            "bin/proctrack",
            "bin/proctrack-run",
            "bin/proctrack-kill",
            "bin/proctrack-wait",
            "bin/proctrack-find",
            "bin/proctrack_list",
            "bin/proctrack_version",
            "include/proctrack.h",
            "lib/proctrack/proctrackext",
            "share/proctrack/proctrack-agent.jar",
            "share/proctrack/proctrack-mbeans.jar",
            "share/proctrack/examples/JmxClient.java",
            "share/proctrack/jmxterm/kill-job",
            "share/proctrack/exporters/jmx_exporter.yaml",
            "share/proctrack/exporters/zabbix/proctrack.yaml",
            "share/proctrack/systemd/as-root.conf",
            "share/man/man8/proctrack.8.gz",
            "share/man/man3/proctrack.3.gz",
            "share/man/man5/proctrack-json.5.gz",
            "share/bash-completion/completions/proctrack",
            "share/doc/proctrack/copyright",
            "share/doc/proctrack/proctrack-agent.cdx.json");

    @TempDir
    private static Path directory;

    private static Path deb;
    private static Path tarball;

    @BeforeAll
    static void assemble() throws IOException {
        succeed(Repository.file("scripts/packaging/assemble").toString(), directory.toString());
        deb = only("proctrack_*_amd64.deb");
        tarball = only("proctrack-*-linux-x86_64.tar.gz");
    }

    private static Path only(String glob) throws IOException {
        try (var files = Files.newDirectoryStream(directory, glob)) {
            return files.iterator().next();
        }
    }

    private static Run succeed(String... command) {
        Run run = Run.of(command);
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    @Test
    void theDebHasEverythingInDebiansPlaces() {
        String listing = succeed("dpkg-deb", "-c", deb.toString()).out();

        assertThat(EVERYWHERE).allMatch(file -> listing.contains(" ./usr/" + file + "\n"));
        assertThat(listing)
                .contains(" ./etc/proctrack/proctrack.conf\n")
                .contains(" ./etc/proctrack/jmx.properties\n")
                .contains(" ./lib/systemd/system/proctrack.service\n")
                .contains(" ./lib/systemd/system/proctrack-load.service\n")
                .contains(" ./usr/lib/x86_64-linux-gnu/libproctrack.so.4\n")
                .contains(" ./usr/lib/x86_64-linux-gnu/libproctrack.a\n")
                .contains(" ./usr/lib/x86_64-linux-gnu/libproctrack.so -> libproctrack.so.4\n")
                .contains(" ./usr/lib/x86_64-linux-gnu/pkgconfig/proctrack.pc\n");
        assertThat(listing.lines()).allMatch(line -> line.contains(" root/root "), "belongs to root");
        assertThat(listing.lines().filter(line -> !line.startsWith("l")))
                .noneMatch(line -> line.charAt(5) == 'w' || line.charAt(8) == 'w');
    }

    /** The version is the pom's, and so what "proctrack version" says. */
    @Test
    void theControlFileNamesVersionDependenciesAndConffile() {
        String version =
                succeed("dpkg-deb", "-f", deb.toString(), "Version").out().trim();
        String depends = succeed("dpkg-deb", "-f", deb.toString(), "Depends").out();

        assertThat(Run.of("java", "-jar", Repository.agentJar().toString(), "version")
                        .out())
                .startsWith("proctrack " + version + "\n");
        assertThat(depends).contains("java17-runtime-headless").contains("libc6 (>= 2.34)");
        assertThat(succeed("dpkg-deb", "-I", deb.toString(), "conffiles").out())
                .isEqualTo("/etc/proctrack/jmx.properties\n/etc/proctrack/proctrack.conf\n");
        assertThat(succeed("dpkg-deb", "-I", deb.toString(), "postinst").out()).doesNotContain("@");
    }

    @Test
    void theTarballWorksWhereItIsUnpacked() {
        String listing = succeed("tar", "tzf", tarball.toString()).out();
        String top = tarball.getFileName().toString().replace(".tar.gz", "");
        assertThat(EVERYWHERE).allMatch(file -> listing.contains(top + "/" + file + "\n"));
        assertThat(listing)
                .contains(top + "/INSTALL\n")
                .contains(top + "/share/proctrack/systemd/proctrack.service\n")
                .contains(top + "/share/proctrack/systemd/proctrack-load.service\n");

        succeed("tar", "xzf", tarball.toString(), "-C", directory.toString());
        Path root = directory.resolve(top);
        Run help = succeed(root.resolve("bin/proctrack").toString(), "help");
        assertThat(help.out()).contains("usage: proctrack VERB");
        Run flags = Run.of(
                List.of("pkg-config", "--cflags", "proctrack"),
                Map.of("PKG_CONFIG_PATH", root.resolve("lib/pkgconfig").toString()),
                directory);
        assertThat(flags.out()).as(flags.toString()).contains("-I" + root);
    }

    @Test
    void theSameSourcesGiveTheSameBytes() throws IOException {
        Path again = Files.createDirectory(directory.resolve("again"));
        succeed(Repository.file("scripts/packaging/assemble").toString(), again.toString());

        assertThat(again.resolve(deb.getFileName())).hasSameBinaryContentAs(deb);
        assertThat(again.resolve(tarball.getFileName())).hasSameBinaryContentAs(tarball);
    }
}
