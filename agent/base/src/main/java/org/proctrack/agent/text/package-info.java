// SPDX-License-Identifier: Apache-2.0
/** How text is written, whoever chose it: for terminals, logs and JSON. */
package org.proctrack.agent.text;
