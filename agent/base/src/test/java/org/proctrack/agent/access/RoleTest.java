// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoleTest {

    @Test
    void eachIncludesThoseBelow() {
        assertThat(Role.values()).allMatch(role -> role.includes(role));
        assertThat(Role.ADMIN.includes(Role.OPERATOR)).isTrue();
        assertThat(Role.ADMIN.includes(Role.MONITOR)).isTrue();
        assertThat(Role.OPERATOR.includes(Role.MONITOR)).isTrue();
        assertThat(Role.OPERATOR.includes(Role.ADMIN)).isFalse();
        assertThat(Role.MONITOR.includes(Role.OPERATOR)).isFalse();
        assertThat(Role.MONITOR.includes(Role.ADMIN)).isFalse();
        assertThat(Role.values()).containsExactly(Role.MONITOR, Role.OPERATOR, Role.ADMIN);
    }

    @Test
    void namesAreInLowerCase() {
        assertThat(Role.of("monitor")).isEqualTo(Role.MONITOR);
        assertThat(Role.of("admin")).isEqualTo(Role.ADMIN).hasToString("admin");
        for (String name : new String[] {"", "ADMIN", "admin ", "root"}) {
            assertThatThrownBy(() -> Role.of(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("use one of monitor, operator, admin");
        }
    }
}
