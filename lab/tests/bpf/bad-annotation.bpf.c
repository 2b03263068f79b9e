// SPDX-License-Identifier: GPL-2.0
/* An annotation that kernel-test.c must refuse, given as -DTAG; never loaded. */
__attribute__((section("socket"), btf_decl_tag("comment:" TAG))) int bad(void *context)
{
	return 0;
}
