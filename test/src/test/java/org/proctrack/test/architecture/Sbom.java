// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.proctrack.test.support.Repository;

/** What the build says that is in the jar. */
final class Sbom {

    /**
     * One part.
     *
     * @param name as docs/third-party.md calls it: group and artifact, or Debian's package
     * @param version its version
     * @param licences any of which will do, by their names in SPDX
     * @param sha256 of the jar; empty for a C library
     */
    record Component(String name, String version, Set<String> licences, String sha256) {

        boolean isJar() {
            return name.contains(":");
        }

        boolean isOurs() {
            return name.startsWith("org.proctrack:");
        }
    }

    private final JsonObject json;

    private Sbom(JsonObject json) {
        this.json = json;
    }

    static Sbom read() throws IOException {
        String text = Files.readString(Repository.file("agent/target/proctrack-agent.cdx.json"));
        return new Sbom(JsonParser.parseString(text).getAsJsonObject());
    }

    JsonObject json() {
        return json;
    }

    List<Component> components() {
        List<Component> components = new ArrayList<>();
        for (JsonElement element : json.getAsJsonArray("components")) {
            components.add(component(element.getAsJsonObject()));
        }
        return components;
    }

    private static Component component(JsonObject one) {
        String purl = one.get("purl").getAsString();
        String name = purl.startsWith("pkg:maven/")
                ? one.get("group").getAsString() + ":" + one.get("name").getAsString()
                : purl.replaceFirst("pkg:deb/debian/([^@]+)@.*", "$1");
        return new Component(name, one.get("version").getAsString(), licences(one), sha256(one));
    }

    private static Set<String> licences(JsonObject one) {
        Set<String> licences = new HashSet<>();
        for (JsonElement element : one.getAsJsonArray("licenses")) {
            JsonObject choice = element.getAsJsonObject();
            String text = choice.has("expression")
                    ? choice.get("expression").getAsString()
                    : choice.getAsJsonObject("license").get("id").getAsString();
            licences.addAll(List.of(text.split(" OR ", -1)));
        }
        return licences;
    }

    private static String sha256(JsonObject one) {
        if (one.has("hashes")) {
            for (JsonElement element : one.getAsJsonArray("hashes")) {
                JsonObject hash = element.getAsJsonObject();
                if (hash.get("alg").getAsString().equals("SHA-256")) {
                    return hash.get("content").getAsString();
                }
            }
        }
        return "";
    }
}
