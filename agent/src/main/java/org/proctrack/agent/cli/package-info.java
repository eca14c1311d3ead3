// SPDX-License-Identifier: Apache-2.0
/** The command line: a table of verbs, one small class each. Nothing here knows JNA; all truth comes from a Kernel. */
package org.proctrack.agent.cli;
