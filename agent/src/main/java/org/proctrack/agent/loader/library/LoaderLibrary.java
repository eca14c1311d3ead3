// SPDX-License-Identifier: Apache-2.0
package org.proctrack.agent.loader.library;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.proctrack.agent.loader.abi.Abi;

/**
 * {@code proctrack_loader.h}, word for word. Structs are byte arrays in the layout of {@link Abi}; job ids are C's
 * {@code uint32_t}; all answers but the boot time are 0 or a negative errno.
 */
@SuppressWarnings("MemberName") // the names of the header
public interface LoaderLibrary extends Library {

    int proctrackext_start(String pins, byte[] image, SizeT image_size, byte[] options, byte[] log, SizeT log_size);

    int proctrackext_stop(
            String pins, byte[] image, SizeT image_size, int flags, int[] ret_jobs, byte[] log, SizeT log_size);

    int proctrackext_grant(String pins, String group);

    int proctrackext_granted(String pins, int[] ret_group, byte[] ret_name, SizeT size);

    int proctrackext_build(byte[] image, SizeT image_size, long[] ret_build, byte[] log, SizeT log_size);

    int proctrackext_status(String pins, byte[] ret_state);

    int proctrackext_call(String pins, byte[] request);

    int proctrackext_page(String pins, byte[] page);

    int proctrackext_adopt(String pins, int job, int pid, int[] ret_taken);

    int proctrackext_signal(String pins, int job, int signal, long[] generation, int[] ret_signalled);

    int proctrackext_wait(String pins, int job, long generation, int timeout_ms);

    int proctrackext_news(String pins, int flags, long[] news, int timeout_ms);

    int proctrackext_begin(String pins, int[] job, int pid);

    int proctrackext_exec(String pins, int job, Pointer argv, long ignored);

    int proctrackext_probe(String pins, byte[] ret_probe);

    long proctrackext_boot_time();
}
