// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <time.h>

enum { COUNTERS = 64, NAME = 64 };

struct board {
	int findings;
	int used;
	struct {
		char name[NAME];
		long count;
	} counters[COUNTERS];
};

static struct board *board;
static int kernel_log = -1;

long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

struct plan plan_of(int argc, char **argv, const char *target)
{
	struct plan plan = {.target = target, .seconds = 10, .only = -1};
	int option;

	plan.seed = (uint64_t)time(NULL) ^ ((uint64_t)getpid() << 32);
	while ((option = getopt(argc, argv, "t:s:c:p")) != -1) {
		if (option == 't')
			plan.seconds = atol(optarg);
		else if (option == 's')
			plan.seed = strtoull(optarg, NULL, 0);
		else if (option == 'c')
			plan.only = atol(optarg);
		else if (option == 'p')
			plan.aside = true;
		else
			exit(2);
	}
	signal(SIGPIPE, SIG_IGN); /* whoever reads may go; what is loaded must not stay */
	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	if (board == MAP_FAILED)
		exit(1);
	printf("%s: seed %llu\n", target, (unsigned long long)plan.seed);
	fflush(stdout);
	return plan;
}

void plan_begin(struct plan *plan)
{
	plan->end = now_ms() + plan->seconds * 1000;
}

struct chance chance_of(uint64_t seed, uint64_t number)
{
	struct chance chance = {seed + number};

	/* of its own, not the neighbour's moved by one */
	chance.state = draw(&chance);
	return chance;
}

/* splitmix64 */
uint64_t draw(struct chance *chance)
{
	uint64_t z = chance->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

uint32_t below(struct chance *chance, uint32_t most)
{
	return (uint32_t)((draw(chance) >> 32) * most >> 32);
}

bool one_in(struct chance *chance, uint32_t many)
{
	return below(chance, many) == 0;
}

uint32_t odd_number(struct chance *chance)
{
	static const uint32_t odd[] = {
		0,     1,     2,     3,	      7,	  8,	      63,	  64,
		65,    127,   255,   256,     4095,	  4096,	      4097,	  32767,
		32768, 65535, 65536, 1 << 20, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

	switch (below(chance, 3)) {
	case 0:
		return (uint32_t)draw(chance);
	case 1:
		return below(chance, 256);
	default:
		return odd[below(chance, sizeof(odd) / sizeof(odd[0]))];
	}
}

void fill(struct chance *chance, void *to, size_t size)
{
	unsigned char *byte = to;

	for (size_t i = 0; i < size; i++)
		byte[i] = (unsigned char)draw(chance);
}

void finding(const struct plan *plan, long number, const char *format, ...)
{
	va_list arguments;

	board->findings++;
	printf("%s: FINDING seed %llu case %ld: ", plan->target, (unsigned long long)plan->seed,
	       number);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	fflush(stdout);
}

void count(const char *what)
{
	for (int i = 0; i < COUNTERS; i++) {
		if (i == board->used)
			snprintf(board->counters[board->used++].name, NAME, "%s", what);
		if (strncmp(board->counters[i].name, what, NAME - 1) == 0) {
			board->counters[i].count++;
			return;
		}
	}
}

int report(const struct plan *plan, long cases)
{
	int complaints = kernel_log_complaints();

	if (complaints > 0)
		finding(plan, -1, "the kernel's log has %d complaints", complaints);
	printf("%s: %ld cases, seed %llu, %ld s", plan->target, cases,
	       (unsigned long long)plan->seed, plan->seconds);
	for (int i = 0; i < board->used; i++)
		printf("; %s: %ld", board->counters[i].name, board->counters[i].count);
	printf("; findings: %d; kernel log: %s\n", board->findings,
	       complaints < 0 ? "cannot be read"
	       : complaints   ? "complains"
			      : "quiet");
	return board->findings ? 1 : 0;
}

void kernel_log_begin(void)
{
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (kernel_log >= 0)
		lseek(kernel_log, 0, SEEK_END);
}

int kernel_log_complaints(void)
{
	static const char *const words[] = {"WARNING:",
					    "BUG:",
					    "Oops",
					    "general protection",
					    "KASAN",
					    "UBSAN",
					    "RIP:",
					    "self-detected stall",
					    "blocked for more than"};
	char line[8192];
	int complaints = 0;
	ssize_t length;

	if (kernel_log < 0)
		return -1;
	while ((length = read(kernel_log, line, sizeof(line) - 1)) > 0 || errno == EPIPE) {
		if (length <= 0)
			continue;
		line[length] = '\0';
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			if (!strstr(line, words[i]))
				continue;
			printf("kernel: %s", line);
			complaints++;
			break;
		}
	}
	return complaints;
}
