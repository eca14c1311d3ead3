// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 0",
        "1, 1B",
        "1023, 1023B",
        "1024, 1.0K",
        "10188, 9.9K",
        "10189, 10K",
        "1047551, 1023K",
        "1048063, 1023K",
        "1048064, 1.0M",
        "1288490188, 1.2G",
        "9223372036854775807, 8.0E"
    })
    void bytes(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0ms",
        "0, 0ms",
        "999999999, 999ms",
        "1000000000, 1.0s",
        "59999999999, 59.9s",
        "60000000000, 1m00s",
        "184000000000, 3m04s",
        "3599999999999, 59m59s",
        "3600000000000, 1h00m",
        "86399999999999, 23h59m",
        "86400000000000, 1d00h",
        "9223372036854775807, 106751d23h"
    })
    void times(long nanos, String text) {
        assertThat(Units.nanos(nanos)).isEqualTo(text);
    }

    @Test
    void aClockThatWasSetBackTakesNoTimeAway() {
        assertThat(Units.between(5_000, 1_000)).isEqualTo("0ms");
        assertThat(Units.between(1_000, 5_000)).isEqualTo("4.0s");
        assertThat(Units.between(0, Long.MAX_VALUE)).isEqualTo("106751d23h");
    }

    @Test
    void figuresHaveAPointInEveryLocale() {
        assertThat(Units.decimal(0)).isEqualTo("0.0");
        assertThat(Units.decimal(12.34)).isEqualTo("12.3");
        assertThat(Units.decimal(199.96)).isEqualTo("200.0");
    }
}
