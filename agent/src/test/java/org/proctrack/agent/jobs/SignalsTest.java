// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

    @ParameterizedTest
    @CsvSource({
        "KILL, 9", "SIGKILL, 9", "kill, 9", "sigkill, 9", "9, 9", "' TERM ', 15", "HUP, 1", "SYS, 31", "IOT, 6",
        "CLD, 17", "POLL, 29", "64, 64", "1, 1", "RTMIN, 34", "SIGRTMIN+0, 34", "rtmin+3, 37", "RTMAX, 64",
                "RTMAX-2, 62"
    })
    void parses(String text, int signal) {
        assertThat(Signals.parse(text)).isEqualTo(signal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65", "99999999999999999999", "RTMIN+31", "RTMAX-31"})
    void refusesWhatIsOutOfRange(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signals.parse(text))
                .isNotInstanceOf(UnknownSignalException.class)
                .withMessage("signal " + text + " is out of range: use a number from 1 to 64, or a name such as TERM");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "String",
                "NOPE",
                "SIG",
                "SIGSIGKILL",
                "KILL9",
                "1.5",
                "0x9",
                "RTMIN-1",
                "RTMAX+1",
                "k\u0131ll",
                "\u017Ftop"
            })
    void doesNotKnow(String text) {
        assertThatExceptionOfType(UnknownSignalException.class)
                .isThrownBy(() -> Signals.parse(text))
                .withMessageContaining("give a name such as TERM");
    }

    @Test
    void everyNameComesBack() {
        for (int signal = 1; signal <= 64; signal++) {
            assertThat(Signals.parse(Signals.name(signal))).isEqualTo(signal);
        }
    }

    @ParameterizedTest
    @CsvSource({"9, SIGKILL", "15, SIGTERM", "31, SIGSYS", "32, 32", "34, SIGRTMIN", "37, SIGRTMIN+3", "64, SIGRTMAX"})
    void names(int signal, String name) {
        assertThat(Signals.name(signal)).isEqualTo(name);
    }
}
