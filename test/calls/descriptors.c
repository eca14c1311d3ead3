// SPDX-License-Identifier: Apache-2.0
// Programs that close what they did not open, have no descriptor left, or fork among threads: the
// library keeps a socket, and must get along without it.
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "stage.h"
#include "verbs.h"

enum { JOB = 42, FORKS = 100, THREADS = 8, SOCKETS_MOST = 256 };

static bool is_socket(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

/* The socket that the library keeps, or -1: the one that was not there before. */
static int kept_socket(const bool *before)
{
	for (int fd = 0; fd < SOCKETS_MOST; fd++)
		if (is_socket(fd) && !before[fd])
			return fd;
	return -1;
}

static void note_sockets(bool *there)
{
	for (int fd = 0; fd < SOCKETS_MOST; fd++)
		there[fd] = is_socket(fd);
}

static void look_ups_work(int job)
{
	for (int i = 0; i < 3; i++) {
		EXPECT(my_job(0, 0), job, 0);
		EXPECT(lists(job, getpid()), 1, 0);
		EXPECT(kill_job(job, 0), 0, 0);
	}
}

/* What a program may do to the descriptor that the library keeps. */
static long meddle(long unused, long unused_too)
{
	bool before[SOCKETS_MOST];
	int kept, again, file = open("/dev/null", O_RDWR | O_CLOEXEC), ends[2];

	(void)unused;
	(void)unused_too;
	note_sockets(before);
	look_ups_work(JOB);
	kept = kept_socket(before);
	CHECK(kept > 2);
	CHECK(fcntl(kept, F_GETFD) & FD_CLOEXEC);
	close(kept);
	look_ups_work(JOB);
	CHECK(dup2(file, kept) == kept);
	look_ups_work(JOB);
	again = kept_socket(before);
	CHECK(again > 2 && again != kept);
	CHECK(lseek(kept, 0, SEEK_CUR) == 0); /* still the program's */
	CHECK(pipe(ends) == 0 && dup2(ends[1], again) == again);
	look_ups_work(JOB);
	close(ends[1]);
	CHECK(write(again, "x", 1) == 1);
	kept = kept_socket(before);
	CHECK(kept > 2);
	again = socket(AF_INET, SOCK_DGRAM, 0);
	CHECK(dup2(again, kept) == kept);
	close(again);
	look_ups_work(JOB);
	CHECK(is_socket(kept));
	return 0;
}

/* Close what is not needed to hear us; then the library needs a descriptor where none is. */
static long close_all_but(long channel, long unused)
{
	(void)unused;
	if (close_range(0, (unsigned int)channel - 1, 0) < 0 ||
	    close_range((unsigned int)channel + 1, ~0u, 0) < 0)
		return -1;
	look_ups_work(JOB);
	for (int fd = 0; fd < 3; fd++)
		CHECK(fcntl(fd, F_GETFD) < 0 && errno == EBADF);
	return 0;
}

static long no_more_files(long unused, long unused_too)
{
	struct rlimit none = {0, 1024}, before;

	(void)unused;
	(void)unused_too;
	CHECK(getrlimit(RLIMIT_NOFILE, &before) == 0);
	none.rlim_max = before.rlim_max;
	CHECK(setrlimit(RLIMIT_NOFILE, &none) == 0);
	EXPECT(my_job(0, 0), 0, EMFILE);
	EXPECT(count_of(JOB, 0), -1, EMFILE);
	EXPECT(kill_job(JOB, 0), -1, EMFILE);
	CHECK(setrlimit(RLIMIT_NOFILE, &before) == 0);
	look_ups_work(JOB);
	return 0;
}

static void programs_that_close_files(void)
{
	struct worker *meddler = worker_new(), *closer = worker_new(), *second = worker_new();

	EXPECT(reg_pid(JOB, meddler->pid), 0, 0);
	EXPECT(reg_pid(JOB, closer->pid), 0, 0);
	EXPECT(reg_pid(JOB, second->pid), 0, 0);
	EXPECT(on(second, no_more_files, 0, 0), 0, 0);
	EXPECT(on(meddler, meddle, 0, 0), 0, 0);
	EXPECT(on(closer, close_all_but, far_end(closer), 0), 0, 0);
	EXPECT(on(closer, close_all_but, far_end(closer), 0), 0, 0);
}

static atomic_bool over;

static void *look_up(void *wrong)
{
	while (!atomic_load(&over))
		if (my_job(0, 0) != JOB)
			atomic_fetch_add((atomic_int *)wrong, 1);
	return NULL;
}

/* The child has one thread, and whatever the others held is held for ever. */
static int fork_once(void)
{
	int status;
	pid_t pid = give_birth();

	if (pid == 0)
		_exit(my_job(0, 0) == JOB && lists(JOB, getpid()) == 1 &&
				      lists_all(JOB, getpid()) == 1 && kill_job(JOB, 0) == 0
			      ? 0
			      : 1);
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

static long fork_among_threads(long unused, long unused_too)
{
	pthread_t threads[THREADS];
	atomic_int wrong = 0;

	(void)unused;
	(void)unused_too;
	signal(SIGCHLD, SIG_DFL);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, look_up, &wrong) == 0);
	for (int i = 0; i < FORKS; i++)
		CHECK(fork_once() == 0);
	atomic_store(&over, true);
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	CHECK(atomic_load(&wrong) == 0);
	return 0;
}

static void forks_of_threads(void)
{
	struct worker *root = worker_new();

	EXPECT(reg_pid(JOB, root->pid), 0, 0);
	EXPECT(on(root, fork_among_threads, 0, 0), 0, 0);
	CHECK(lives(root));
}

int main(int argc, char **argv)
{
	static const struct scene scenes[] = {{"closed", programs_that_close_files},
					      {"fork", forks_of_threads}};

	return PLAY(argc, argv, scenes);
}
