// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A user in C++: the header compiles there, and what it declares is what the library has.
#include "lib/bpfmend.h"

#include <cstring>

int main()
{
	size_t count = 0;

	while (const bpfmend_question *question = bpfmend_question__at(count)) {
		if (std::strlen(question->hazard) == 0)
			return 1;
		count++;
	}
	bpfmend_answers__free(nullptr);
	return count ? 0 : 1;
}
