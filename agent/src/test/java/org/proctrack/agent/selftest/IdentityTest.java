// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdentityTest {

    private static String stat(String state, int threads, long start) {
        return "7 (x) R 1 1 () " + state + " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 " + threads + " 0 " + start
                + " 4096 1";
    }

    @Test
    void readsBehindANameThatLooksLikeFields() {
        assertThat(Identity.parse(7, stat("S", 1, 1234))).contains(new Identity(7, 1234));
    }

    @Test
    void whoIsOnlyWaitingToBeReapedIsGone() {
        assertThat(Identity.parse(7, stat("Z", 1, 5))).isEmpty();
        assertThat(Identity.parse(7, stat("Z", 0, 5))).isEmpty();
        assertThat(Identity.parse(7, stat("X", 0, 5))).isEmpty();
    }

    @Test
    void whoseFirstThreadHasEndedLives() {
        assertThat(Identity.parse(7, stat("Z", 2, 5))).isPresent();
    }

    @Test
    void aLaterProcessWithItsPidIsAnother() {
        long self = ProcessHandle.current().pid();
        Identity own = Identity.of(self).orElseThrow();
        assertThat(own.lives()).isTrue();
        assertThat(new Identity(self, own.start() + 1).lives()).isFalse();
        assertThat(Identity.of(Integer.MAX_VALUE)).isEmpty();
    }
}
