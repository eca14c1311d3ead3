// SPDX-License-Identifier: Apache-2.0
package org.proctrack.test.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.proctrack.test.support.Repository;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A pom of ours, as it is written: nothing that Maven adds. */
final class Pom {

    /**
     * Something with an artifactId: a dependency, a plugin, a tool that is copied.
     *
     * @param kind name of its element
     * @param name group and artifact
     * @param version as written, with properties replaced; empty when it is left to another place
     * @param scope as written; empty when there is none
     */
    record Artifact(String kind, String name, String version, String scope) {}

    /** Of the modules whose classes go into the agent's jar. */
    private static final List<String> AGENT = List.of("agent/base/pom.xml", "agent/remote/pom.xml", "agent/pom.xml");

    private static final List<String> OTHERS = List.of("pom.xml", "kext/pom.xml", "mbeans/pom.xml", "test/pom.xml");

    private final Element project;

    private Pom(Element project) {
        this.project = project;
    }

    static Pom of(String file) {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Repository.file(file).toFile())
                    .getDocumentElement());
        } catch (Exception e) {
            throw new IllegalStateException(file, e);
        }
    }

    static List<Pom> all() {
        return Stream.concat(OTHERS.stream(), AGENT.stream()).map(Pom::of).toList();
    }

    /** {@return what the agent's jar is made of} */
    static List<Artifact> ofTheAgent() {
        return AGENT.stream().flatMap(file -> of(file).artifacts().stream()).toList();
    }

    List<Artifact> artifacts() {
        List<Artifact> found = new ArrayList<>();
        collect(project, found);
        return found;
    }

    private static void collect(Element parent, List<Artifact> found) {
        for (Element child : children(parent)) {
            if (!text(child, "artifactId").isEmpty() && !child.getTagName().equals("exclusion")) {
                String group = text(child, "groupId").isEmpty() ? "org.apache.maven.plugins" : text(child, "groupId");
                found.add(new Artifact(
                        child.getTagName(),
                        group + ":" + text(child, "artifactId"),
                        resolved(text(child, "version")),
                        text(child, "scope")));
            }
            collect(child, found);
        }
    }

    private static String resolved(String version) {
        if (!version.startsWith("${")) {
            return version;
        }
        String property = version.substring(2, version.length() - 1);
        return properties().getOrDefault(property, version);
    }

    /** Those of the parent pom; modules have none that are versions. */
    static Map<String, String> properties() {
        Map<String, String> properties = new TreeMap<>();
        Element root = of("pom.xml").project;
        properties.put("project.version", text(root, "version"));
        for (Element group : children(root)) {
            if (group.getTagName().equals("properties")) {
                children(group).forEach(one -> properties.put(one.getTagName(), one.getTextContent()));
            }
        }
        return properties;
    }

    private static String text(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(name))
                .map(child -> child.getTextContent().strip())
                .findFirst()
                .orElse("");
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
