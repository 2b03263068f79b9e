// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Kernel images and packages, as `bpfmend kernels add` reads them; libarchive, which unpacks them,
 * is the system's. */
#include <fcntl.h>
#include <unistd.h>

#include "lab/image-content.h"
#include "lab/image.h"
#include "lab/kernel-package.h"
#include "lab/tests/fuzz/fuzz.h"

static void take(const char *path)
{
	struct failure why = { "" }, other = { "" };
	struct image_content content;
	char text[IMAGE_TEXT];
	int null;

	if (image_is_one(path)) {
		image_read_text(path, text, &why);
		image_content_read(path, &content, &other);
		return;
	}
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	kernel_package_extract(path, null, &why);
	close(null);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_as_file(data, size, take);
	return 0;
}
