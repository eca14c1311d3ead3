// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pin_table.c: publish.c makes these pins, stop.c lets them go, grant.c opens them to a group, and
 * status.c reads what the kernel skipped of the hooks.
 */
#include "pin_table.h"

#include "proctrack_abi.h"

#define COUNTED_IN(counter) offsetof(struct pt_counters, counter)

/* Hooks that take in come last: nobody may enter a table that he cannot leave. */
const struct pin_row pin_table[PIN_ROWS] = {
	{PT_PIN_STATE, "pt_state", PIN_MAP, 0640, 0, 0},
	{PT_PIN_MAILBOX, "pt_mailbox", PIN_MAP, 0660, 0, 0},
	{PT_PIN_NEWS, "pt_news", PIN_MAP, 0, 0, 0},
	{PT_PIN_CALL, "proctrack_call", PIN_PROGRAM, 0640, 0, 0},
	{PT_PIN_PAGE, "proctrack_page", PIN_PROGRAM, 0640, 0, 0},
	{PT_PIN_ITERATOR, "proctrack_iterator", PIN_PROGRAM, 0640, 0, 0},
	{PT_PIN_FREE, "proctrack_free", PIN_HOOK, 0640, 0, COUNTED_IN(unsettled)},
	{PT_PIN_WAKE, "proctrack_wake", PIN_HOOK, 0640, PT_FEATURE_BACKUP_HOOKS,
	 COUNTED_IN(hook_losses)},
	{PT_PIN_END, "proctrack_end", PIN_HOOK, 0640, 0, 0},
	{PT_PIN_EXIT, "proctrack_exit", PIN_HOOK, 0640, PT_FEATURE_EXIT_HOOK,
	 COUNTED_IN(hook_misses)},
	{PT_PIN_FORK, "proctrack_fork", PIN_HOOK, 0640, PT_FEATURE_FORK_HOOK,
	 COUNTED_IN(hook_misses)},
	{PT_PIN_RECORDS, "proctrack_records", PIN_ITER, 0, 0, 0},
	{PT_PIN_ASK, "proctrack_ask", PIN_CALL, 0, 0, 0},
	{PT_PIN_COMMAND, "proctrack_command", PIN_CALL, 0, 0, 0},
	{PT_PIN_MAILBOX_LOCK, NULL, PIN_LOCK, 0750, 0, 0},
};
