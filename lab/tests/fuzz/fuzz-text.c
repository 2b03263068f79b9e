// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Texts of others: a verifier's log, a mirror's list of packages, a kernel's version, what a build
 * printed, a list of kernels. */
#include <stdlib.h>
#include <string.h>

#include "cli/diagnostics.h"
#include "kernel/version.h"
#include "lab/image.h"
#include "lab/packages.h"
#include "lab/tests/fuzz/fuzz.h"
#include "lab/vendor.h"
#include "lab/verifier-log.h"

static void read_build(char *text)
{
	struct diagnostic diagnostic;
	char *line;

	while ((line = strsep(&text, "\n")))
		if (!diagnostic_folder(line))
			diagnostic_read(line, &diagnostic);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_as_text(data, size), name[VENDOR_NAME];
	struct kernel_list list = { 0 };
	struct kernel_version version;
	struct packages packages;
	const char *bad;

	free(verifier_log_message(text));
	verifier_log_numbers(text);
	if (!packages_parse(text, &packages))
		packages_free(&packages);
	image_release(text, &version);
	if (vendor_name(text, name) && !vendor_is_name(name))
		abort();
	if (!kernel_list_parse(text, &list, &bad))
		kernel_list_free(&list);
	read_build(text);
	free(text);
	return 0;
}
