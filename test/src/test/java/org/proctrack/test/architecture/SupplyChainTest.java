// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.proctrack.test.architecture.Pom.Artifact;
import org.proctrack.test.architecture.Sbom.Component;
import org.proctrack.test.support.Repository;
import org.proctrack.test.support.Run;

/** Other people's code that we ship: little, of fixed versions, each with its licence and reason, and all of it listed. */
class SupplyChainTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| [^|]*\\(`([^`]+)`\\) \\| ([^|]+) \\| ([^|]+) \\|$");

    /** Rows of docs/third-party.md: name to licences. */
    private static Map<String, Set<String>> documented() throws IOException {
        String parts = Files.readString(Repository.file("docs/third-party.md"));
        Map<String, Set<String>> rows = new TreeMap<>();
        for (MatchResult row : ROW.matcher(parts).results().toList()) {
            assertThat(row.group(3)).as("why " + row.group(1)).isNotBlank();
            rows.put(row.group(1), Set.of(row.group(2).split(" or ", -1)));
        }
        assertThat(rows).as("each row names its artifact in backticks").hasSize((int) parts.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| part "))
                .count());
        return rows;
    }

    @Test
    void theAgentsDependenciesAreThoseOfTheDocument() throws IOException {
        Set<String> direct = Pom.ofTheAgent().stream()
                .filter(one -> one.kind().equals("dependency") && !one.scope().equals("test"))
                .map(Artifact::name)
                .filter(name -> !name.startsWith("org.proctrack:"))
                .collect(Collectors.toSet());

        Set<String> jars = documented().keySet().stream()
                .filter(name -> name.contains(":"))
                .collect(Collectors.toSet());
        assertThat(direct).isEqualTo(jars);
    }

    @Test
    void versionsOfDependenciesAndPluginsAreFixed() {
        Set<String> pinned = new HashSet<>();
        for (Artifact one : Pom.of("pom.xml").artifacts()) {
            if (!one.version().isEmpty()) {
                pinned.add(one.name());
            }
        }
        for (Pom pom : Pom.all()) {
            for (Artifact one : pom.artifacts()) {
                boolean managed = one.version().isEmpty()
                        && (pinned.contains(one.name()) || one.name().startsWith("org.junit.jupiter:"));
                assertThat(managed || one.version().matches("[0-9]+([.][0-9]+)*"))
                        .as(one.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void theSbomHasTheVersionsOfThePomsAndOfDebian() throws IOException {
        Map<String, String> versions = new HashMap<>();
        for (Artifact one : Pom.ofTheAgent()) {
            versions.put(one.name(), one.version());
        }
        for (Component one : Sbom.read().components()) {
            String version = one.isJar()
                    ? versions.get(one.name())
                    : Run.of("dpkg-query", "-W", "-f=${Version}", one.name()).out();
            assertThat(one.version()).as(one.name()).isEqualTo(version);
        }
    }

    @Test
    void theSbomHasTheLicencesOfTheDocument() throws IOException {
        Map<String, Set<String>> listed = new TreeMap<>();
        for (Component one : Sbom.read().components()) {
            if (!one.isOurs()) {
                listed.put(one.name(), one.licences());
            }
        }
        assertThat(listed).isEqualTo(documented());
    }

    /** The jars are told by their hashes, which the plugin took from the files that went into ours. */
    @Test
    void everyFileOfTheJarIsFromAComponentAndEachComponentIsInTheJar() throws IOException {
        Map<String, String> jars = Sbom.read().components().stream()
                .filter(Component::isJar)
                .collect(Collectors.toMap(Component::sha256, Component::name));
        Set<String> seen = new HashSet<>();
        Map<Path, String> hashes = new HashMap<>();
        try (JarFile jar = new JarFile(Repository.agentJar().toFile())) {
            for (String entry : Collections.list(jar.entries()).stream()
                    .map(Object::toString)
                    .filter(name -> !name.endsWith("/"))
                    .map(name -> name.replaceFirst("^META-INF/proctrack/", ""))
                    .filter(name -> !name.startsWith("META-INF/"))
                    .toList()) {
                Set<String> from = new HashSet<>();
                for (Path source : sources(entry)) {
                    from.add(jars.getOrDefault(hashes.computeIfAbsent(source, SupplyChainTest::sha256), "?" + source));
                }
                assertThat(
                                from.isEmpty()
                                        ? entry.startsWith("org/proctrack/agent/")
                                        : from.stream().noneMatch(name -> name.startsWith("?")))
                        .as(entry + " is from " + from)
                        .isTrue();
                seen.addAll(from);
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(jars.values());
    }

    /** The jars besides those of the agent's own classes that have such a file. */
    private static Set<Path> sources(String entry) throws IOException {
        Set<Path> jars = new HashSet<>();
        for (URL url : Collections.list(SupplyChainTest.class.getClassLoader().getResources(entry))) {
            if (url.openConnection() instanceof JarURLConnection connection) {
                Path jar = Path.of(connection.getJarFileURL().getPath());
                if (!jar.getParent().equals(Repository.agentJar().getParent())) {
                    jars.add(jar);
                }
            }
        }
        return jars;
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLinkedLibrariesAreThoseOfTheSbom() throws IOException {
        String makefile = Files.readString(Repository.file("kext/Makefile"));
        Set<String> linked = Pattern.compile("(?m)^STATIC := (.*)$")
                .matcher(makefile)
                .results()
                .flatMap(line ->
                        Pattern.compile("lib[a-z]+").matcher(line.group(1)).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
        assertThat(linked).containsExactlyInAnyOrder("libbpf", "libelf", "libz");
        assertThat(Sbom.read().components().stream().filter(one -> !one.isJar()).map(Component::name))
                .containsExactlyInAnyOrder("libbpf-dev", "libelf-dev", "zlib1g-dev");
        String needed = Run.of(
                        "readelf",
                        "-d",
                        Repository.file("kext/build/libproctrackext.so").toString())
                .out();
        assertThat(Pattern.compile("NEEDED.*\\[(.*)]").matcher(needed).results().map(line -> line.group(1)))
                .isSubsetOf(List.of("libc.so.6", "ld-linux-x86-64.so.2"));
    }

    @Test
    void theSbomIsTheSameInEachBuild() throws IOException {
        var json = Sbom.read().json();
        assertThat(json.has("serialNumber")).isFalse();
        assertThat(json.getAsJsonObject("metadata").has("timestamp")).isFalse();
    }
}
