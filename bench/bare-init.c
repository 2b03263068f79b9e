// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The least that a kernel can boot: says that it is there, and nothing else. */
#include <unistd.h>

int main(void)
{
	static const char words[] = "first process\n";
	/* Without a console there is nobody to tell either. */
	if (write(STDOUT_FILENO, words, sizeof(words) - 1) < 0)
		return 1;
	for (;;)
		pause();
}
