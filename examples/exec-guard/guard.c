// SPDX-License-Identifier: GPL-2.0
/*
 * Keeps programs in /tmp from being executed, and prints each attempt, until it is interrupted.
 * The BPF program and its maps come with guard.skel.h, which bpftool makes of the object.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "guard.h"
#include "guard.skel.h"

#define POLL_MILLISECONDS 100

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

static int print_denial(void *context, void *data, size_t size)
{
	const struct denial *denial = data;

	(void)context;
	if (size < sizeof(*denial))
		return -EINVAL;
	printf("denied: %s, to %s (%u)\n", denial->path, denial->comm, denial->pid);
	return 0;
}

/* Prints denials until a signal comes. Returns 0 or a negative errno. */
static int follow(struct ring_buffer *denials)
{
	int error = 0;

	while (!interrupted && error >= 0) {
		error = ring_buffer__poll(denials, POLL_MILLISECONDS);
		if (error == -EINTR)
			error = 0;
	}
	return error < 0 ? error : ring_buffer__consume(denials);
}

static int guard(struct guard *skeleton)
{
	struct ring_buffer *denials;
	int error = guard__attach(skeleton);

	if (error) {
		fprintf(stderr, "exec-guard: cannot attach: %s\n", strerror(-error));
		return error;
	}
	denials = ring_buffer__new(bpf_map__fd(skeleton->maps.denials), print_denial, NULL, NULL);
	if (!denials) {
		error = -errno;
	} else {
		puts("guarding /tmp");
		error = follow(denials);
	}
	ring_buffer__free(denials);
	if (error < 0)
		fprintf(stderr, "exec-guard: cannot read denials: %s\n", strerror(-error));
	return error;
}

int main(void)
{
	const struct sigaction action = { .sa_handler = interrupt };
	struct guard *skeleton;
	int error;

	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	skeleton = guard__open_and_load();
	if (!skeleton) {
		fprintf(stderr, "exec-guard: cannot load: %s\n", strerror(errno));
		return 1;
	}
	error = guard(skeleton);
	guard__destroy(skeleton);
	return error < 0;
}
