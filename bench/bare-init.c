// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The least that a kernel can boot: says that it is there, and nothing else. */
#include <unistd.h>

int main(void)
{
	static const char words[] = "first process\n";
	ssize_t written = write(STDOUT_FILENO, words, sizeof(words) - 1);

	for (;;)
		pause();
	return written > 0;
}
