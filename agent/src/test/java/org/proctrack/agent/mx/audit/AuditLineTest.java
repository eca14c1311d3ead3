// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.mx.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLineTest {

    @Test
    void text() {
        AuditLine line = new AuditLine()
                .with("op", "killJob")
                .with("principal", "local")
                .with("args", List.of("42", "KILL"))
                .with("verdict", "ok")
                .with("signalled", 3);
        assertThat(line.text()).isEqualTo("audit op=killJob principal=local args=[42, KILL] verdict=ok signalled=3");
    }

    @Test
    void json() {
        AuditLine line = new AuditLine()
                .with("op", "killJob")
                .with("args", List.of("42", "KILL"))
                .with("survivors", 0);
        assertThat(line.json(Instant.ofEpochMilli(0)))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00Z\",\"op\":\"killJob\",\"args\":[\"42\",\"KILL\"],"
                        + "\"survivors\":0}");
    }

    /** Nobody can write a second line or another field. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb", "a\r\nb", "a\u0000b", "a\u001b[2Jb", "a\u2028b", "a\u0085b", "a\u202eb", "a b",
                        "a\" verdict=ok",
                "a\\", "a\\\"b", "", "[a, b]", "a,b", "a=b", "{}", "\ud800", "\ud83d\ude00"
            })
    void forgers(String value) {
        AuditLine line = new AuditLine().with("principal", value).with("args", List.of(value));
        String text = line.text();
        assertThat(text.lines()).hasSize(1);
        assertThat(text.codePoints()).noneMatch(Character::isISOControl);
        assertThat(text)
                .matches("audit principal=(\\w+|\"([^\"\\\\]|\\\\.)*\") args=\\[(\\w+|\"([^\"\\\\]|\\\\.)*\")]");
        String json = line.json(Instant.now());
        assertThat(json.lines()).hasSize(1);
        JsonObject object = JsonParser.parseString(json).getAsJsonObject();
        assertThat(object.keySet()).containsExactly("time", "principal", "args");
        assertThat(object.get("principal").getAsString()).hasSameSizeAs(value);
    }

    @Test
    void longValuesAreCut() {
        assertThat(new AuditLine().with("a", "x".repeat(10_000)).text()).hasSizeLessThan(400);
    }
}
