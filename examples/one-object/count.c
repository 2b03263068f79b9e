// SPDX-License-Identifier: GPL-2.0
/*
 * Loads the counter in the variant that the kernel needs, truncates a file, and says which variant
 * it is and what it counted. The program comes with count.skel.h, in both variants.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <bpfmend.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "count.skel.h"

#define FILE_NAME "/tmp/truncated"

static void tell(const struct bpfmend_selection *selection)
{
	const struct bpfmend_choice *choice;

	for (size_t i = 0; (choice = bpfmend_selection__at(selection, i)); i++) {
		printf("%s: %s", choice->program, choice->mended ? "mended" : "plain");
		if (choice->helper)
			printf(", because the kernel does not know that %s() writes",
			       choice->helper);
		else if (choice->mended)
			printf(", because the kernel refuses the plain one");
		printf("\n");
	}
}

/* What libbpf says of the variant that is refused is told above. */
static int only_of_the_chosen(enum libbpf_print_level level, const char *format, va_list words)
{
	(void)level;
	(void)format;
	(void)words;
	return 0;
}

static int load(struct count *skeleton)
{
	struct bpfmend_selection *selection;
	libbpf_print_fn_t print = libbpf_set_print(only_of_the_chosen);
	int error = bpfmend_skeleton__select(skeleton->skeleton, &selection, NULL);

	libbpf_set_print(print);
	if (!error)
		error = count__load(skeleton);
	if (!error)
		error = count__attach(skeleton);
	if (!error)
		tell(selection);
	bpfmend_selection__free(selection);
	return error;
}

static int truncate_file(void)
{
	int file = open(FILE_NAME, O_CREAT | O_WRONLY, 0600);

	if (file < 0)
		return -errno;
	close(file);
	return truncate(FILE_NAME, 0) ? -errno : 0;
}

int main(void)
{
	struct count *skeleton = count__open();
	__u64 counted = 0;
	__u32 key = 0;
	int error = skeleton ? load(skeleton) : -errno;

	if (!error)
		error = truncate_file();
	if (!error)
		error = bpf_map_lookup_elem(bpf_map__fd(skeleton->maps.counters), &key, &counted);
	if (error)
		fprintf(stderr, "count: %s\n", strerror(-error));
	else
		printf("%llu truncated\n", (unsigned long long)counted);
	count__destroy(skeleton);
	return error || counted != 1;
}
