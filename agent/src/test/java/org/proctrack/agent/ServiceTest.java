// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.proctrack.agent.kernel.FakeKernel;
import org.proctrack.agent.kernel.KernelException;
import org.proctrack.agent.kernel.KernelException.Kind;
import org.proctrack.agent.kernel.StartOptions;
import org.proctrack.agent.mx.audit.AuditForm;
import org.proctrack.mbeans.Names;

class ServiceTest {

    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final FakeKernel kernel = new FakeKernel();
    private final Service service = Service.open(kernel, server, AuditForm.OFF);

    @AfterEach
    void close() {
        service.close();
        assertThat(server.queryNames(Names.jobPattern(), null)).isEmpty();
        assertThat(server.isRegistered(Names.EXTENSION)).isFalse();
    }

    @Test
    void startTwiceIsFine() {
        service.start("", StartOptions.of(64));
        service.start("", StartOptions.of(64));
        assertThat(kernel.changes()).containsExactly("start 64 track");
    }

    @Test
    void jobsOfOthersAppearByThemselves() {
        service.start("", StartOptions.of(64));
        kernel.member(42, 100, "sh");
        await().until(() -> server.isRegistered(Names.job(42)));
    }

    @Test
    void failuresShow() throws Exception {
        service.failed(new KernelException(Kind.INVALID, "unknown option"));
        assertThat(server.getAttribute(Names.EXTENSION, "State")).isEqualTo("FAILED");
        kernel.refusing(new KernelException(Kind.FAILED, "the verifier refused it"));
        assertThatExceptionOfType(KernelException.class).isThrownBy(() -> service.start("", StartOptions.of(64)));
        assertThat(server.getAttribute(Names.EXTENSION, "FailureReason"))
                .asString()
                .startsWith("the verifier refused it");
    }
}
