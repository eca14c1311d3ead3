// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * proctrack-run: enter a job, then become a command.  The command keeps the
 * pid, the terminal and the exit code.
 *
 *   proctrack-run JOB [--] CMD [ARGS]
 *   proctrack-run [-j JOB] [--die-with-owner] [--owner PID] [--] CMD [ARGS]   as "proctrack run"
 */
#include "proctrack.h"
#include "tool.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USAGE_LINE                                                                                 \
	"usage: proctrack run [-j JOB] [--die-with-owner] [--owner PID] [--] CMD [ARGS], or "      \
	"proctrack-run JOB CMD [ARGS]"
#define USUAL_PATH "/bin:/usr/bin" /* what execvp searches when PATH is not set */

static int is_program(const char *file)
{
	struct stat status;

	return stat(file, &status) == 0 && S_ISREG(status.st_mode) && access(file, X_OK) == 0;
}

/* In the folders of PATH, as execvp looks; found says whether there was at least a file. */
static int is_in_path(const char *command, int *found)
{
	const char *path = getenv("PATH");

	for (path = path ? path : USUAL_PATH;; path++) {
		size_t length = strcspn(path, ":");
		char *file;
		int runs;

		if (asprintf(&file, "%.*s/%s", length ? (int)length : 1, length ? path : ".",
			     command) < 0)
			fail(REFUSED, "out of memory");
		runs = is_program(file);
		*found |= access(file, F_OK) == 0;
		free(file);
		path += length;
		if (runs || !*path)
			return runs;
	}
}

/* Before the job is entered: nothing is changed for a command that cannot run. */
static void check_command(const char *command)
{
	int found = 0;

	if (strchr(command, '/')) {
		found = access(command, F_OK) == 0;
		if (is_program(command))
			return;
	} else if (*command && is_in_path(command, &found)) {
		return;
	}
	if (found)
		fail(NOT_EXECUTABLE, "%s: not an executable file; see chmod(1)", command);
	fail(NO_COMMAND, "%s: command not found; give its path or set PATH", command);
}

static _Noreturn void fail_entry(uint32_t job)
{
	int pid = getpid(), error = errno;
	uint32_t other;

	switch (error) {
	case EEXIST:
		other = proctrack_get_job_id(&pid);
		fail(REFUSED, "process %d is already in job %u", pid, other);
	case EPERM:
		fail(REFUSED, "job %u belongs to another user: use another id", job);
	case EBUSY:
		fail(REFUSED, "job %u is being killed: wait until it is empty, or use another id",
		     job);
	case ENOMEM:
		fail(REFUSED, "the table or your share of it is full: end some jobs, or start the "
			      "extension with a larger -n or --user-share");
	}
	fail_call("run");
}

static _Noreturn void fail_tie(uint32_t job, int owner)
{
	int error = errno;

	switch (error) {
	case ESRCH:
		fail(REFUSED, "no process %d: give the pid of a running process", owner);
	case EPERM:
		fail(REFUSED, "process %d cannot own job %u: name one that you may signal", owner,
		     job);
	case ENOSYS:
		fail(REFUSED, "this kernel cannot tie a job to an owner: it takes Linux 6.13");
	}
	fail_call("tie");
}

/* Whoever has started us. */
static int parent(void)
{
	int pid = getppid();

	if (pid <= 1)
		fail(REFUSED, "the process that started this one has ended: name the owner with "
			      "--owner PID");
	return pid;
}

/* And not an option; -1 is a job out of range. */
static int is_job(const char *text)
{
	return text[0] != '-' || strchr("123456789", text[1]);
}

/* What execvp makes of a command that looked like a program. */
static _Noreturn void fail_exec(const char *command)
{
	fail(errno == ENOENT ? NO_COMMAND : NOT_EXECUTABLE, "%s: %s", command, strerror(errno));
}

int main(int count, char **arguments)
{
	static const struct option options[] = {{"job", required_argument, NULL, 'j'},
						{"die-with-owner", no_argument, NULL, 'd'},
						{"owner", required_argument, NULL, 'o'},
						{"help", no_argument, NULL, 'h'},
						{0}};
	uint32_t job = 0;
	int owner = 0;
	int option, number, named = count > 1 && is_job(arguments[1]);

	if (named) {
		job = job_number(arguments[1]);
		optind = 2 + (count > 2 && strcmp(arguments[2], "--") == 0);
	}
	opterr = 0;
	while (!named && (option = getopt_long(count, arguments, "+:j:h", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			job = job_number(optarg);
			break;
		case 'd':
			owner = owner ? owner : parent();
			break;
		case 'o':
			owner = pid_number(optarg);
			break;
		case 'h':
			puts(USAGE_LINE "\nrun a command in a job, by default a new one, "
					"whose id is printed");
			return printed();
		case ':':
			fail(USAGE, "missing argument for option: %s; " USAGE_LINE,
			     optopt == 'o' ? "owner" : "j");
		default:
			fail(USAGE, "unknown option %s; " USAGE_LINE, arguments[optind - 1]);
		}
	}
	if (optind >= count)
		fail(USAGE, "missing arguments; " USAGE_LINE);
	check_command(arguments[optind]);
	number = job ? (int)job : getpid();
	if ((job ? proctrack_job_reg_self(&number) : proctrack_job_new(&number)) < 0)
		fail_entry((uint32_t)number);
	if (owner && proctrack_job_tie((uint32_t)number, owner) < 0)
		fail_tie((uint32_t)number, owner);
	if (!job)
		fprintf(stderr, "proctrack: job %u\n", (uint32_t)number);
	execvp(arguments[optind], arguments + optind);
	fail_exec(arguments[optind]);
}
