// SPDX-License-Identifier: GPL-2.0-or-later
/* lines.c: events and records as lines of text, each with the wall's time. */
#include "debuglog.h"

#include <stdio.h>
#include <time.h>

enum { NS_PER_S = 1000000000, NS_PER_US = 1000, TIME_SIZE = 40 };

static const char *time_text(char text[TIME_SIZE], int64_t epoch_ns)
{
	time_t second = epoch_ns / NS_PER_S;
	struct tm local;
	size_t length;

	localtime_r(&second, &local);
	length = strftime(text, TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &local);
	snprintf(text + length, TIME_SIZE - length, ".%06d",
		 (int)(epoch_ns % NS_PER_S / NS_PER_US));
	return text;
}

static const char *since_boot_text(char text[TIME_SIZE], uint64_t ns)
{
	return time_text(text, proctrackext_boot_time() + (int64_t)ns);
}

/* A process may call itself what it likes; in a line of text it shall be a word. */
static const char *word(char text[PT_COMM_SIZE + 1], const char comm[PT_COMM_SIZE])
{
	int i = 0;

	for (; i < PT_COMM_SIZE && comm[i]; i++)
		text[i] = comm[i] > ' ' && comm[i] <= '~' ? comm[i] : '?';
	text[i] = '\0';
	return text;
}

void line_event(struct writer *writer, const struct pt_event *e)
{
	static const char *const formats[] = {
		[PT_EVENT_REGISTERED] = "%s job %u registered with pid %u uid %u %s",
		[PT_EVENT_EMPTIED] = "%s job %u emptied by pid %u uid %u %s, processes ever %u",
		[PT_EVENT_SIGNALLED] =
			"%s job %u signalled by pid %u uid %u %s, signal %u, processes %u",
		[PT_EVENT_OVERFLOW] = "%s job %u has no record for pid %u uid %u %s",
		[PT_EVENT_STARTED] = "%s job %u started pid %u uid %u %s, parent %u",
		[PT_EVENT_EXITED] = "%s job %u exited pid %u uid %u %s, status 0x%x",
		[PT_EVENT_OWNER_ENDED] =
			"%s job %u killed for the end of its owner pid %u uid %u %s, signal %u, "
			"processes %u",
		[PT_EVENT_DUMP] = "%s job %u dump wanted by pid %u uid %u %s",
	};
	char when[TIME_SIZE], name[PT_COMM_SIZE + 1];

	if (e->type >= sizeof(formats) / sizeof(formats[0]) || !formats[e->type])
		return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	writer_line(writer, formats[e->type], since_boot_text(when, e->time), e->job, e->pid,
		    e->uid, word(name, e->comm), e->value, e->count);
#pragma GCC diagnostic pop
}

void line_lost(struct writer *writer, uint64_t count)
{
	char when[TIME_SIZE];

	writer_line(writer, "%s lost %llu events: they came faster than they were written",
		    since_boot_text(when, (uint64_t)since_boot_ns()), (unsigned long long)count);
}

void line_now(struct writer *writer, const char *what)
{
	char when[TIME_SIZE];

	writer_line(writer, "%s %s", since_boot_text(when, (uint64_t)since_boot_ns()), what);
}

static int dump_job(struct writer *writer, const char *pins, const struct pt_job_info *job)
{
	struct pt_page page = {.head = {.op = PT_OP_LIST, .job = job->id}};
	char when[TIME_SIZE], name[PT_COMM_SIZE + 1];
	int error;

	writer_line(writer, "  job %u uid %u processes %u untabled %u peak %u ever %llu since %s",
		    job->id, job->uid, job->processes, job->untabled, job->peak,
		    (unsigned long long)job->total, since_boot_text(when, job->since));
	do {
		error = proctrackext_page(pins, &page);
		for (uint32_t i = 0; !error && i < page.head.count; i++) {
			const struct pt_process *p = &page.processes[i];

			writer_line(writer, "    pid %u parent %u uid %u start %s%s %s", p->pid,
				    p->parent, p->uid, since_boot_text(when, p->start),
				    p->flags & PT_PROCESS_UNTABLED ? " untabled" : "",
				    word(name, p->comm));
		}
	} while (!error && page.head.list.after);
	return error;
}

void lines_dump(struct writer *writer, const char *pins)
{
	struct pt_page page = {.head = {.op = PT_OP_JOBS}};
	int error;

	line_now(writer, "all records:");
	do {
		error = proctrackext_page(pins, &page);
		for (uint32_t i = 0; !error && i < page.head.count; i++)
			dump_job(writer, pins, &page.jobs[i]);
	} while (!error && page.head.list.after);
	line_now(writer, error ? "not all could be read" : "end of records");
}
