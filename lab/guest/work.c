// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Waits for work that comes after the boot (protocol.h): the machine is saved meanwhile, perhaps,
 * and goes on in another QEMU at another time. Then unpacks the work and sets right what a saved
 * machine cannot know.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"

#define LINE_SIZE 256

/* Returns NULL where the kernel does not allow it, or nothing is there. */
static const char *map_work(void)
{
	int memory = open("/dev/mem", O_RDONLY | O_CLOEXEC);
	const char *work;

	if (memory < 0)
		return NULL;
	work = mmap(NULL, JOB_SPACE, PROT_READ, MAP_SHARED, memory, JOB_ADDRESS);
	close(memory);
	if (work == MAP_FAILED)
		return NULL;
	return memcmp(work, JOB_MAGIC, strlen(JOB_MAGIC)) ? NULL : work;
}

/* Machines from one state would all draw the same numbers. */
static void stir(const char *digits)
{
	struct {
		struct rand_pool_info info;
		unsigned char bytes[GO_RANDOM_BYTES];
	} pool = { .info = { 8 * GO_RANDOM_BYTES, GO_RANDOM_BYTES } };
	int file = open("/dev/urandom", O_RDWR | O_CLOEXEC);

	for (size_t i = 0; i < GO_RANDOM_BYTES; i++) {
		unsigned int byte;

		if (sscanf(digits + 2 * i, "%2x", &byte) != 1)
			break;
		pool.bytes[i] = (unsigned char)byte;
	}
	if (file < 0)
		return;
	ioctl(file, RNDADDENTROPY, &pool);
	ioctl(file, RNDRESEEDCRNG, 0);
	close(file);
}

/* Takes "go SECONDS.NANOSECONDS RANDOM". */
static int take_go(char *line)
{
	struct timespec now;
	char *end;

	if (strncmp(line, GO " ", strlen(GO " ")) != 0)
		return -EPROTO;
	now.tv_sec = strtoll(line + strlen(GO " "), &end, 10);
	if (*end != '.')
		return -EPROTO;
	now.tv_nsec = strtol(end + 1, &end, 10);
	clock_settime(CLOCK_REALTIME, &now);
	if (*end == ' ')
		stir(end + 1);
	return 0;
}

static const char *work;

int work_wait(void)
{
	struct json_object *ready = report_line(EVENT_READY);
	char line[LINE_SIZE];
	int error;

	work = map_work();
	json_object_object_add(ready, READY_WORK, json_object_new_boolean(work != NULL));
	report(ready);
	error = report_read_line(line, sizeof(line));
	if (!error)
		error = work ? take_go(line) : -ENOENT;
	return error;
}

int work_unpack(void)
{
	uint64_t size;

	memcpy(&size, work + strlen(JOB_MAGIC), sizeof(size));
	if (memcmp(work, JOB_MAGIC, strlen(JOB_MAGIC)) != 0 || size > JOB_SPACE - JOB_HEADER)
		return -EPROTO;
	return unpack(work + JOB_HEADER, size);
}
