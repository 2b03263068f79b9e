// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* ELF files, as `bpfmend matrix` and `selftest` read them; libbpf, which opens them, is the
 * system's. */
#include "lab/kernel-test.h"
#include "lab/object.h"
#include "lab/tests/fuzz/fuzz.h"

static void take(const char *path)
{
	struct failure why = { "" };
	struct kernel_tests tests;
	struct object object;

	if (object_read_or_tell(path, &object, &why))
		return;
	if (!object.trouble && !kernel_tests_read(&object, &tests, &why))
		kernel_tests_free(&tests);
	object_free(&object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_as_file(data, size, take);
	return 0;
}
