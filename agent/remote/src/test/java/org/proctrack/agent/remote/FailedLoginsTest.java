// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // a clock that turns over
    private final FailedLogins failures = new FailedLogins(3, nanos::get);

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    private void fail(String from, int times) throws UnknownHostException {
        for (int i = 0; i < times; i++) {
            failures.failed(address(from));
        }
    }

    @Test
    void anAddressHasSoManyAMinute() throws Exception {
        fail("10.0.0.1", 2);
        assertThat(failures.tooMany(address("10.0.0.1"))).isFalse();
        fail("10.0.0.1", 1);
        assertThat(failures.tooMany(address("10.0.0.1"))).isTrue();
        assertThat(failures.tooMany(address("10.0.0.2"))).isFalse();
        nanos.addAndGet(59_000_000_000L);
        assertThat(failures.tooMany(address("10.0.0.1"))).isTrue();
        nanos.addAndGet(1_000_000_000L);
        assertThat(failures.tooMany(address("10.0.0.1"))).isFalse();
    }

    @Test
    void anIpv6NetworkIsOneClient() throws Exception {
        fail("2001:db8::1", 2);
        fail("2001:db8::2", 1);
        assertThat(failures.tooMany(address("2001:db8::3"))).isTrue();
        assertThat(failures.tooMany(address("2001:db8:0:1::3"))).isFalse();
    }

    /** A user of this machine can come from each address of it. */
    @Test
    void theLoopbackIsOneClient() throws Exception {
        fail("127.0.0.1", 1);
        fail("127.9.8.7", 1);
        fail("::1", 1);
        assertThat(failures.tooMany(address("127.0.0.2"))).isTrue();
        assertThat(failures.tooMany(address("::1"))).isTrue();
        assertThat(failures.tooMany(address("10.0.0.1"))).isFalse();
    }

    @Test
    void addressesInMemoryAreBounded() throws Exception {
        fail("10.0.0.1", 3);
        for (int i = 0; i < 10_000; i++) {
            failures.failed(InetAddress.getByAddress(new byte[] {11, 0, (byte) (i >> 8), (byte) i}));
        }
        assertThat(failures.tooMany(address("10.0.0.1"))).isFalse();
    }
}
