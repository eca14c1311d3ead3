// SPDX-License-Identifier: Apache-2.0
/** The MBeans: {@link org.proctrack.agent.kernel.Kernel} as JMX shows it. */
package org.proctrack.agent.mx;
