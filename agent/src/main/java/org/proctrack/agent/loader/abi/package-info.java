// SPDX-License-Identifier: Apache-2.0
/**
 * What C and Java share: the structs of {@code proctrack_abi.h} at the offsets that the compiler gave them, requests, errno
 * values.
 */
package org.proctrack.agent.loader.abi;
