// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The oldest and the newest kernel in the store; see both-kernels.h. */
#include "lab/tests/both-kernels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

static struct kernel_images store;
static struct kernel_image both[2];
const struct kernel_images both_kernels = { both, 2 };

int both_kernels_open(const char *folder, const char *name, struct object *object)
{
	struct failure why = { "" };
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (kernels_find(NULL, &store, &why) || !store.count || object_read(path, object, &why)) {
		print_error("%s cannot be tried: %s\n", name, why.text);
		return -1;
	}
	both[0] = store.images[0];
	both[1] = store.images[store.count - 1];
	return 0;
}

void both_kernels_close(struct object *object)
{
	object_free(object);
	kernel_images_free(&store);
}
