// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The frame of the auditing programs; see audit.h. */
#include "kernel/audit/audit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lab/interrupt.h"

static int look_at(const struct kernel_image *image, const struct audit *audit, bool only_print,
		   struct failure *why)
{
	struct audited kernel = { .release = image->release };
	int result = 0;

	if (kernel_version_parse(image->release, &kernel.version, NULL))
		result = fail_with(why, -EINVAL, "the kernel's release cannot be read: %s",
				   image->release);
	if (!result)
		result = vmlinux_open(image, &kernel.vmlinux, why);
	if (!result && audit->symbols)
		result = vmlinux_ask(image, audit->symbols, &kernel.vmlinux, why);
	if (!result)
		result = only_print ? audit->print(&kernel, why) : audit->compare(&kernel, why);
	vmlinux_close(&kernel.vmlinux);
	return result;
}

static int run(const char *name, const struct audit *audit, bool only_print, struct failure *why)
{
	struct kernel_images kernels = { 0 };
	int result = kernels_find(name, &kernels, why);

	if (result == -ENOENT)
		result = AUDIT_SKIPPED;
	else if (!result)
		result = look_at(&kernels.images[0], audit, only_print, why);
	kernel_images_free(&kernels);
	return result;
}

int audit_main(int argc, char **argv, const struct audit *audit)
{
	bool only_print = argc == 3 && !strcmp(argv[1], "--print");
	struct failure why = { "" };
	int result;

	if (argc != 2 + only_print) {
		fprintf(stderr, "usage: %s [--print] KERNEL\n", argv[0]);
		return AUDIT_NOT_TRIED;
	}
	result = interrupt_catch();
	if (!result)
		result = run(argv[argc - 1], audit, only_print, &why);
	if (result == AUDIT_SKIPPED)
		printf("skipped: %s\n", why.text);
	else if (result < 0)
		fprintf(stderr, "%s: %s\n", argv[0], why.text[0] ? why.text : strerror(-result));
	return result < 0 ? AUDIT_NOT_TRIED : result;
}

bool audit_row_is_of(const char *kernels, struct kernel_version version)
{
	struct kernel_list list = { 0 };
	bool is_of;

	if (kernel_list_parse(kernels, &list, NULL))
		return false;
	is_of = kernel_list_contains(&list, version);
	kernel_list_free(&list);
	return is_of;
}
