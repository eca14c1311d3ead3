// SPDX-License-Identifier: Apache-2.0
package org.proctrack.mbeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names are frozen: the literals here are what scripts and exporter configurations hold. */
class NamesTest {

    @Test
    void literals() {
        assertThat(Names.DOMAIN).isEqualTo("proctrack");
        assertThat(Names.EXTENSION).hasToString("proctrack:type=Extension");
        assertThat(Names.JOBS).hasToString("proctrack:type=Jobs");
        assertThat(Names.PROCESSES).hasToString("proctrack:type=Processes");
        assertThat(Names.job(42)).hasToString("proctrack:type=Job,id=42");
        assertThat(Names.job(4294967295L)).hasToString("proctrack:type=Job,id=4294967295");
        assertThat(Names.jobPattern()).hasToString("proctrack:type=Job,*");
    }

    @Test
    void patternMatchesJobsOnly() {
        ObjectName pattern = Names.jobPattern();
        assertThat(pattern.apply(Names.job(1))).isTrue();
        assertThat(pattern.apply(Names.EXTENSION)).isFalse();
        assertThat(pattern.apply(Names.JOBS)).isFalse();
        assertThat(pattern.apply(Names.PROCESSES)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 4294967296L, Long.MIN_VALUE})
    void refusesWhatIsNoJob(long id) {
        assertThatThrownBy(() -> Names.job(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 4294967295");
    }
}
