// SPDX-License-Identifier: Apache-2.0
/*
 * elf.c: damaged proctrackext files, through the loader library, as start -f and stop -f go, each
 * with pins of its own. README.md has the rule of what may be loaded. Of the cases
 *   most     are damaged and nothing else: each must be refused, the kernel must see none of it;
 *   some     got a new checksum for their damage, and are taken apart: the loader must live,
 *            and the kernel gets all but the programs;
 *   few      of those are started for real.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "mutate.h"
#include "proctrack_checksum.h"

enum {
	ROOM = 1 << 20,
	LOG = 1 << 16,
	CASE_SECONDS = 120,
	MEMORY = 768 << 20,
	WITH_CHECKSUM = 16,
	PROBES = 32 /* instructions of a program that asks what the kernel can */
};

static struct plan plan;
static struct original original;
static uint64_t original_build;
static volatile long *current;
static char pins[64];
static unsigned char *room, *guard;
static char said[LOG];
static bool withheld;
static const struct proctrackext_options options = {.size = sizeof(options),
						    .capacity = 64,
						    .share = 25,
						    .history = 8,
						    .file = "fuzz",
						    .version = "fuzz"};

/*
 * The library's way to bpf(2), through us: a program that is to be withheld from the kernel is
 * refused here. To verify one takes a second; to look at the file, a hundredth.
 */
long syscall(long number, ...)
{
	va_list list;
	long a[6], result;

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (withheld && number == SYS_bpf && a[0] == BPF_PROG_LOAD &&
	    ((union bpf_attr *)a[1])->insn_cnt > PROBES) {
		errno = EACCES;
		return -1;
	}
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register long r9 __asm__("r9") = a[5];
	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	if (result >= 0 || result < -4095)
		return result;
	errno = (int)-result;
	return -1;
}

static size_t checksum(unsigned char *image, size_t size)
{
	struct pt_checksum checksum = {.magic = PT_CHECKSUM_MAGIC};

	size -= size < sizeof(checksum) ? size : sizeof(checksum);
	checksum.sum = pt_checksum_of(image, size);
	memcpy(image + size, &checksum, sizeof(checksum));
	return size + sizeof(checksum);
}

/* The image stands before a page that nobody may touch, or where malloc would put it. */
static unsigned char *case_image(struct chance *chance, bool with_checksum, size_t *ret_size,
				 const char **ret_how)
{
	unsigned char *at;

	*ret_size = mutate(chance, &original, room, ret_how);
	if (with_checksum)
		*ret_size = checksum(room, *ret_size);
	at = one_in(chance, 2) ? guard - *ret_size : guard - ((*ret_size + 31) & ~(size_t)15);
	memmove(at, room, *ret_size);
	return at;
}

/* What an answer must look like, whatever it is. */
static void check_answer(long number, const char *what, int error)
{
	if (error > 0 || error < -133)
		finding(&plan, number, "%s answered %d", what, error);
	if (!memchr(said, '\0', sizeof(said)))
		finding(&plan, number, "%s: a message without end", what);
}

static void check_gone(long number)
{
	char path[96];

	snprintf(path, sizeof(path), "%s.new", pins);
	if (access(pins, F_OK) == 0 || access(path, F_OK) == 0)
		finding(&plan, number, "pins are left");
}

/* It is loaded: whose is it, and does it go by the file that it came from? */
static void check_loaded(long number, const unsigned char *image, size_t size)
{
	struct pt_state state = {0};
	uint64_t build = 0;
	int error = proctrackext_status(pins, &state);

	if (error || state.magic != PT_STATE_MAGIC || state.abi_version != PT_ABI_VERSION)
		finding(&plan, number, "loaded, and its state answers %d", error);
	error = proctrackext_build(image, size, &build, said, sizeof(said));
	if (error || build != state.settings.build)
		finding(&plan, number, "loaded as %llx, and the file's build is %llx (%d)",
			(unsigned long long)state.settings.build, (unsigned long long)build, error);
	if (state.settings.build == original_build) {
		count("loaded as the same build");
		image = original.bytes; /* another file, to be told by its programs */
		size = original.size;
	} else {
		count("loaded as another build");
		if (proctrackext_stop(pins, original.bytes, original.size, 0, &(uint32_t){0}, said,
				      sizeof(said)) != -ESTALE)
			finding(&plan, number, "the original stopped another build");
	}
	if (access(pins, F_OK) < 0)
		return;
	error = proctrackext_stop(pins, image, size, 0, &(uint32_t){0}, said, sizeof(said));
	if (error) {
		finding(&plan, number, "a file of this build does not stop it: %s",
			strerror(-error));
		proctrackext_stop(pins, NULL, 0, PT_FLAG_FORCE, &(uint32_t){0}, said, sizeof(said));
	}
}

static void tell(const char *what, int error)
{
	char name[64];

	snprintf(name, sizeof(name), "%s %s", what, error < 0 ? strerrorname_np(-error) : "loaded");
	count(name);
}

/* What damage alone may come to: nothing. */
static void run_damaged(long number, const unsigned char *image, size_t size)
{
	bool same = size == original.size && memcmp(image, original.bytes, size) == 0;
	int error;

	if (same) { /* a byte became what it was */
		count("damaged: not at all");
		return;
	}
	error = proctrackext_start(pins, image, size, &options, said, sizeof(said));
	check_answer(number, "start", error);
	if (error != -ENOEXEC)
		finding(&plan, number, "damage was not seen: start answered %d", error);
	if (said[0])
		finding(&plan, number, "somebody looked into a damaged file: %s", said);
	count("damaged: refused");
}

/* Somebody made this file so: root may load what the kernel takes, and the loader must live. */
static void run_checksummed(long number, const unsigned char *image, size_t size)
{
	uint64_t build;
	int error;

	withheld = plan.aside || !one_in(&(struct chance){plan.seed ^ (uint64_t)number}, 16);
	error = withheld ? proctrackext_build(image, size, &build, said, sizeof(said))
			 : proctrackext_start(pins, image, size, &options, said, sizeof(said));
	check_answer(number, "start", error);
	if (!error && !withheld)
		check_loaded(number, image, size);
	tell(withheld ? "with a new checksum, parsed:" : "with a new checksum, started:", error);
	withheld = false;
}

static void run_case(long number)
{
	struct chance chance = chance_of(plan.seed, (uint64_t)number);
	const char *how;
	size_t size;
	bool with_checksum = one_in(&chance, WITH_CHECKSUM);
	unsigned char *image = case_image(&chance, with_checksum, &size, &how);

	memset(said, 'x', sizeof(said));
	if (with_checksum)
		run_checksummed(number, image, size);
	else
		run_damaged(number, image, size);
	check_gone(number);
}

static void serve(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (; now_ms() < plan.end; ++*current) {
		alarm(CASE_SECONDS);
		run_case(*current);
		if (plan.only >= 0)
			break;
	}
	_exit(0);
}

static void keep(long number)
{
	struct chance chance = chance_of(plan.seed, (uint64_t)number);
	char path[128];
	const char *how;
	size_t size;
	bool with_checksum = one_in(&chance, WITH_CHECKSUM);
	unsigned char *image = case_image(&chance, with_checksum, &size, &how);
	int fd;

	snprintf(path, sizeof(path), "/tmp/pt-fuzz-elf-%llu-%ld", (unsigned long long)plan.seed,
		 number);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && write(fd, image, size) == (ssize_t)size)
		printf("elf: case %ld (%s) is kept as %s\n", number, how, path);
	close(fd);
}

/*
 * libbpf trusts an object file, and dies of some that somebody made with care: that is known, and
 * counted. It must never come to see one that only was damaged.
 */
static void died(long number, const char *how)
{
	struct chance chance = chance_of(plan.seed, (uint64_t)number);

	if (one_in(&chance, WITH_CHECKSUM)) {
		count("with a new checksum: libbpf died");
		return;
	}
	finding(&plan, number, "the loader died: %s", how);
	keep(number);
}

/* One child after another: one that dies costs its case. */
static void run_all(void)
{
	bool over = false;

	while (!over) {
		int status = 0;
		pid_t child = fork();

		if (child == 0)
			serve();
		waitpid(child, &status, 0);
		over = WIFEXITED(status) || now_ms() >= plan.end || plan.only >= 0;
		if (WIFSIGNALED(status)) {
			died(*current, sigdescr_np(WTERMSIG(status)));
			++*current;
		}
		if (access(pins, F_OK) == 0)
			proctrackext_stop(pins, NULL, 0, PT_FLAG_FORCE, &(uint32_t){0}, said,
					  sizeof(said));
	}
}

static unsigned char *pages(size_t size, int flags)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);

	if (at == MAP_FAILED)
		exit(1);
	return at;
}

/* The original loads, or nothing here means anything; its build is the measure. */
static void measure(void)
{
	int error = proctrackext_build(original.bytes, original.size, &original_build, said,
				       sizeof(said));

	if (!error)
		return;
	fprintf(stderr, "elf: the original does not load: %s\n%s\n", strerror(-error), said);
	exit(1);
}

int main(int argc, char **argv)
{
	struct rlimit room_for_all = {3UL << 30, 3UL << 30};
	int left;

	plan = plan_of(argc, argv, "elf");
	if (optind + 1 != argc || original_read(&original, argv[optind]) < 0) {
		fprintf(stderr, "usage: elf [-t SECONDS] [-s SEED] [-c CASE] [-p] FILE\n");
		return 2;
	}
	snprintf(pins, sizeof(pins), "/sys/fs/bpf/pt-fuzz-%d", getpid());
	room = pages(2 * ROOM, MAP_PRIVATE);
	guard = pages(2 * ROOM + 4096, MAP_PRIVATE) + 2 * ROOM;
	mprotect(guard, 4096, PROT_NONE);
	current = (volatile long *)pages(4096, MAP_SHARED);
	*current = plan.only >= 0 ? plan.only : 0;
	kernel_log_begin();
	memory_limit(MEMORY);
	setrlimit(RLIMIT_AS, &room_for_all);
	if (!plan.aside)
		measure();
	programs_begin();
	plan_begin(&plan);
	run_all();
	left = plan.aside ? 0 : programs_left();
	if (left)
		finding(&plan, -1, "%d programs are left", left);
	memory_limit_end();
	return report(&plan, *current);
}
