// SPDX-License-Identifier: GPL-2.0
/* A BPF object with a function but no program: nothing to load. */
int helper(int value);

int helper(int value)
{
	return value + 1;
}
