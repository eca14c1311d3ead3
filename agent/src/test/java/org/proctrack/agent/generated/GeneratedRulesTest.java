// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.generated;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is exported, and as what, is what the annotations in the MXBean interfaces say. */
class GeneratedRulesTest {

    @Test
    void rulesOfTheExporter() throws IOException {
        String rules = new Metrics().rules();
        GeneratedFile.check(
                "exporters/jmx_exporter.yaml", text -> GeneratedFile.replaced(text, "\nrules:\n", "", rules));
    }

    @Test
    void tableOfMetrics() throws IOException {
        String head = "\n| metric | type | from | |\n|---|---|---|---|\n";
        String table = new Metrics().table();
        GeneratedFile.check("exporters/README.md", text -> GeneratedFile.replaced(text, head, "\n##", table));
    }
}
