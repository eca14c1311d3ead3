/* SPDX-License-Identifier: GPL-2.0-or-later */
/* durations.h: durations as users write them: 500ms, 10s, 2m, 1h. */
#ifndef PROCTRACK_DURATIONS_H
#define PROCTRACK_DURATIONS_H

#include <stdint.h>

#define DURATION_TEXT_SIZE 32

/* Milliseconds, from least to a year; what is no duration is usage. */
int64_t duration_ms(const char *what, const char *text, int least);

/* As a user would write it. */
const char *duration_text(int64_t ms, char text[DURATION_TEXT_SIZE]);

/* A time that passes, cut: 3s, 1m04s, 5h07m, 12d03h. */
const char *seconds_text(int64_t ms, char text[DURATION_TEXT_SIZE]);

#endif
