// SPDX-License-Identifier: Apache-2.0
// Series of figures, the table, and the extension under measurement; see bench.h.
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOG_SIZE = 1 << 20, TRIES = 6 };

void add(struct series *s, double value)
{
	if (s->count < (int)(sizeof(s->value) / sizeof(s->value[0])))
		s->value[s->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double difference = *(const double *)a - *(const double *)b;

	return (difference > 0) - (difference < 0);
}

static struct series sorted(const struct series *s)
{
	struct series copy = *s;

	qsort(copy.value, copy.count, sizeof(copy.value[0]), compare);
	return copy;
}

double median(const struct series *s)
{
	struct series copy = sorted(s);
	int half = copy.count / 2;

	if (!copy.count)
		return 0;
	return copy.count % 2 ? copy.value[half] : (copy.value[half - 1] + copy.value[half]) / 2;
}

void print_head(const char *name, const char *unit)
{
	printf("\n%-44s %10s %10s %10s %6s\n", name, "median", "min", "max", "times");
	printf("  (%s)\n", unit);
}

void print_series(const char *what, const struct series *s)
{
	struct series copy = sorted(s);

	if (!copy.count)
		return;
	printf("  %-42s %10.2f %10.2f %10.2f %6d\n", what, median(s), copy.value[0],
	       copy.value[copy.count - 1], copy.count);
}

void print_limit(const char *what, double value, double limit)
{
	printf("  = %-40s %10.2f  limit %7.2f  %s\n", what, value, limit,
	       value <= limit ? "ok" : "over");
	fflush(stdout);
}

void print_ratio(const char *what, const struct series *s, const struct series *base, double limit)
{
	print_limit(what, median(s) / median(base), limit);
}

double now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

void die(const char *what, int error)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(error ? -error : errno));
	exit(1);
}

void load_without(const char *pins, uint32_t capacity, uint32_t features_off)
{
	const char *file = getenv("PROCTRACKEXT"), *off = getenv("FEATURES_OFF");
	const char *on = getenv("FEATURES_ON");
	struct proctrackext_options options = {
		.size = sizeof(options),
		.capacity = capacity,
		.features_off = features_off | (off ? strtoul(off, NULL, 0) : 0),
		.features_on = on ? strtoul(on, NULL, 0) : 0,
		.share = SHARE,
		.history = HISTORY,
		.file = "bench",
		.version = "bench",
	};
	int fd = open(file ? file : "../../kext/build/proctrackext", O_RDONLY | O_CLOEXEC);
	char *log = calloc(1, LOG_SIZE);
	struct stat about;
	void *image;
	int error = -EBUSY;

	if (fd < 0 || fstat(fd, &about) < 0 || !log || !(image = malloc(about.st_size)) ||
	    read(fd, image, about.st_size) != about.st_size)
		die("proctrackext", 0);
	close(fd);
	for (int i = 0; i < TRIES && error == -EBUSY; i++) /* others start and stop theirs */
		error = proctrackext_start(pins, image, about.st_size, &options, log, LOG_SIZE);
	if (error) {
		fprintf(stderr, "%s\n", log);
		die(pins, error);
	}
	free(image);
	free(log);
}

void load(const char *pins, uint32_t capacity)
{
	load_without(pins, capacity, 0);
}

void unload(const char *pins)
{
	uint32_t jobs;
	int error = -EBUSY;

	for (int i = 0; i < TRIES && error == -EBUSY; i++)
		error = proctrackext_stop(pins, NULL, 0, PT_FLAG_FORCE, &jobs, NULL, 0);
	if (error && error != -ENODEV)
		die(pins, error);
}

void join(const char *pins, uint32_t job, int pid)
{
	struct pt_request request = {.op = PT_OP_REGISTER, .job = job, .reg = {.pid = pid}};
	int error = proctrackext_call(pins, &request);

	if (error)
		die("register", error);
}

void join_job(const char *pins, int pid)
{
	join(pins, JOB, pid);
}

int bench_main(void (*run)(void), unsigned seconds)
{
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		die("fork", 0);
	if (child == 0) {
		setpgid(0, 0);
		alarm(seconds);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_CHILD_SUBREAPER, 1);
		run();
		exit(0);
	}
	waitpid(child, &status, 0);
	/* Of its group: sleepers that a failure left; a child of ours, so the number is ours. */
	kill(-child, SIGKILL);
	unload(BENCH_PINS);
	unload(BENCH_PINS_LARGE);
	if (WIFSIGNALED(status))
		fprintf(stderr, "bench: ended by signal %d\n", WTERMSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
