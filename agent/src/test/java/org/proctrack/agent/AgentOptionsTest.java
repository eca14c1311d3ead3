// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.audit.AuditForm;

class AgentOptionsTest {

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {" ", ",", "n=2048", "overflow=track"})
    void withoutStartNothingIsLoaded(String text) {
        assertThat(AgentOptions.parse(text))
                .isEqualTo(new AgentOptions(false, "", StartOptions.of(2048), Optional.empty()));
    }

    @Test
    void all() {
        assertThat(
                        AgentOptions.parse(
                                "start, n=64,file=/a=b/proctrackext,overflow=kill,share=10,no-calls,history=5,debug,audit=json"))
                .isEqualTo(new AgentOptions(
                        true,
                        "/a=b/proctrackext",
                        StartOptions.of(64)
                                .withOverflowKill(true)
                                .withUserShare(10)
                                .withCalls(false)
                                .withHistory(5)
                                .withDebug(true),
                        Optional.of(AuditForm.JSON)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "start=1",
                "n=",
                "n=x",
                "n=99999999999",
                "n",
                "overflow=",
                "overflow=die",
                "share=",
                "share=x",
                "audit=",
                "audit=xml",
                "audit",
                "calls",
                "history=",
                "history=x",
                "debug=1",
                "file"
            })
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> AgentOptions.parse("start," + text))
                .withMessageContaining("agent option " + text)
                .withMessageEndingWith(
                        "use for example start,n=2048,file=/path,overflow=kill,share=25,no-calls,history=1000,debug,audit=json");
    }
}
