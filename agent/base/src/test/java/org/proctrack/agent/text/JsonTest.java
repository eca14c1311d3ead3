// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    /** A user's name may hold what turns a terminal's text round. */
    @Test
    void isAsciiAndMeansTheSame() {
        String name = "jos\u00e9\u202e\u200b\u009b2J\u007f\u001b[2J\uDB40\uDC01\"\\";
        String json = Json.of(Map.of("user", name));
        assertThat(json).matches("[ -~]+");
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("user").getAsString())
                .isEqualTo(name);
    }
}
