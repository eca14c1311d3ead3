/* SPDX-License-Identifier: GPL-2.0-or-later */
/* signals.h: Linux's signals by name and number, as the jar has them. */
#ifndef PROCTRACK_SIGNALS_H
#define PROCTRACK_SIGNALS_H

#define SIGNAL_NAME_SIZE 16

/* 1 to 64; what is no signal is usage, a number out of range is refused. */
int signal_number(const char *text);

/* SIGKILL, SIGRTMIN+3; the number where it has no name. */
const char *signal_name(int signal, char text[SIGNAL_NAME_SIZE]);

#endif
