// SPDX-License-Identifier: Apache-2.0
/*
 * calls.c: an extension of its own, callers that call at random as root and as nobody, and a look
 * at the tables after each round of them, when they stand still.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "callers.h"
#include "proctrack.h"

enum { CALLERS = 3, LOG = 1 << 16, TRIES = 200 };

static struct plan plan;
static char pins[64];
static char said[LOG];
static unsigned char image[1 << 20];
static pid_t neighbour, bystander;

static struct pt_state figures(void)
{
	struct pt_state state = {0};
	int error = proctrackext_status(pins, &state);

	if (error)
		finding(&plan, -1, "the state cannot be read: %s", strerror(-error));
	return state;
}

static pid_t sleeper(void)
{
	pid_t child = fork();

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (1)
		pause();
}

static int job_of(pid_t pid)
{
	int it = pid;

	return (int)proctrack_get_job_id(&it);
}

/* What /proc has, asked one by one. */
static uint32_t walk_proc(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	uint32_t members = 0;

	while (proc && (entry = readdir(proc)))
		if (atoi(entry->d_name) > 0)
			members += job_of(atoi(entry->d_name)) != 0;
	closedir(proc);
	return members;
}

static uint32_t count_records(void)
{
	char path[96], line[256];
	uint32_t lines = 0;
	FILE *records;

	snprintf(path, sizeof(path), "%s/records", pins);
	records = fopen(path, "re");
	while (records && fgets(line, sizeof(line), records))
		lines++;
	if (records)
		fclose(records);
	return lines;
}

static void show_records(void)
{
	char path[96], line[256];
	FILE *records;

	snprintf(path, sizeof(path), "%s/records", pins);
	records = fopen(path, "re");
	while (records && fgets(line, sizeof(line), records))
		printf("  %s", line);
	if (records)
		fclose(records);
}

/* Callers stand still; who was killed may take a moment. */
static void compare_tables(long round)
{
	uint32_t tracked = 0, found = 0, lines = 0;

	for (int i = 0; i < TRIES; i++) {
		tracked = figures().counters.tracked;
		found = walk_proc();
		lines = count_records();
		if (tracked == found && found == lines)
			return;
		pause_ms(20);
	}
	finding(&plan, round, "tracked %u, in /proc %u, in records %u", tracked, found, lines);
}

static void check_figures(long round)
{
	struct pt_state now = figures();

	if (now.counters.lost_exits || now.counters.hook_losses || now.counters.signal_failures)
		finding(&plan, round, "lost: exits %llu, hooks %llu, signals %llu",
			now.counters.lost_exits, now.counters.hook_losses,
			now.counters.signal_failures);
	if (now.counters.cursors)
		finding(&plan, round, "%u walks were never ended", now.counters.cursors);
	if (now.closed)
		finding(&plan, round, "the extension is closed");
	if (now.counters.forks - now.counters.exits != now.counters.tracked)
		finding(&plan, round, "forks %llu, exits %llu, tracked %u", now.counters.forks,
			now.counters.exits, now.counters.tracked);
	if (kill(neighbour, 0) < 0 || waitpid(neighbour, NULL, WNOHANG) != 0 ||
	    job_of(neighbour) != NEIGHBOUR_JOB)
		finding(&plan, round, "the neighbour is dead, or in another job: %d",
			job_of(neighbour));
	if (waitpid(bystander, NULL, WNOHANG) != 0 || job_of(bystander))
		finding(&plan, round, "the bystander is dead, or in job %d", job_of(bystander));
}

/* Until each caller is stopped or dead. */
static void await(pid_t callers[CALLERS], long round)
{
	for (int i = 0; i < CALLERS; i++) {
		int status = 0;

		if (waitpid(callers[i], &status, WUNTRACED) != callers[i])
			continue;
		if (WIFSTOPPED(status)) {
			count("callers at their end");
			continue;
		}
		callers[i] = 0;
		count("callers killed by a call");
		/* 0: stopped, and sent on by another */
		if (WIFSIGNALED(status) &&
		    (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGALRM))
			finding(&plan, round, "a caller ended with status %x", status);
	}
}

/* One that was stopped at birth, as the job's newborns are after a SIGSTOP, never asked to die with
 * its parent. */
static void end_orphans(void)
{
	char path[96];
	unsigned int job;
	int pid, parent;
	FILE *records;

	snprintf(path, sizeof(path), "%s/records", pins);
	records = fopen(path, "re");
	while (records && fscanf(records, "%u %d %d %*[^\n]", &job, &pid, &parent) == 3)
		if (pid != neighbour && parent == getpid())
			kill(pid, SIGKILL);
	if (records)
		fclose(records);
}

static void end(pid_t callers[CALLERS])
{
	for (int i = 0; i < CALLERS; i++)
		if (callers[i])
			kill(callers[i], SIGKILL);
	/* the callers' children die with them, and come to us */
	for (int i = 0; i < TRIES && figures().counters.tracked > 1; i++) {
		pid_t gone;

		end_orphans();
		do
			gone = waitpid(-1, NULL, WNOHANG);
		while (gone > 0 && gone != neighbour && gone != bystander);
		pause_ms(2);
	}
}

static long play(void)
{
	long round = plan.only >= 0 ? plan.only : 0;

	while (now_ms() < plan.end) {
		pid_t callers[CALLERS];

		for (int i = 0; i < CALLERS; i++)
			callers[i] = caller_start(&plan, round * CALLERS + i, i == 0, pins);
		await(callers, round);
		compare_tables(round);
		end(callers);
		check_figures(round);
		if (figures().counters.tracked != 1) {
			finding(&plan, round, "%u are tracked when all are dead",
				figures().counters.tracked);
			show_records();
		}
		round++;
		if (plan.only >= 0)
			break;
	}
	return round;
}

static void open_extension(const char *path)
{
	struct proctrackext_options options = {.size = sizeof(options),
					       .capacity = 64,
					       .share = 25,
					       .history = 16,
					       .file = "fuzz"};
	FILE *file = fopen(path, "re");
	size_t size = file ? fread(image, 1, sizeof(image), file) : 0;
	int error = proctrackext_start(pins, image, size, &options, said, sizeof(said));

	if (file)
		fclose(file);
	if (error) {
		fprintf(stderr, "calls: %s does not load: %s\n%s\n", path, strerror(-error), said);
		exit(1);
	}
}

static void close_extension(void)
{
	int error =
		proctrackext_stop(pins, NULL, 0, PT_FLAG_FORCE, &(uint32_t){0}, said, sizeof(said));

	if (error)
		finding(&plan, -1, "stop answered %s", strerror(-error));
	if (programs_left())
		finding(&plan, -1, "programs are left");
}

int main(int argc, char **argv)
{
	int job = NEIGHBOUR_JOB;
	long rounds;

	plan = plan_of(argc, argv, "calls");
	if (optind + 1 != argc || geteuid() != 0) {
		fprintf(stderr, "usage, by root: calls [-t SECONDS] [-s SEED] [-c ROUND] FILE\n");
		return 2;
	}
	snprintf(pins, sizeof(pins), "/sys/fs/bpf/pt-fuzz-%d", getpid());
	setenv("PROCTRACK_PINS", pins, 1);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	kernel_log_begin();
	programs_begin();
	open_extension(argv[optind]);
	neighbour = sleeper();
	bystander = sleeper();
	if (proctrack_job_reg_pid(&job, &neighbour) < 0)
		finding(&plan, -1, "the neighbour cannot be registered: %m");
	plan_begin(&plan);
	rounds = play();
	kill(neighbour, SIGKILL);
	kill(bystander, SIGKILL);
	while (wait(NULL) > 0)
		;
	close_extension();
	return report(&plan, rounds);
}
