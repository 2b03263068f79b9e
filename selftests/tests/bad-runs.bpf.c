// SPDX-License-Identifier: GPL-2.0
/* An annotation that expectation.c must refuse: returns of no runs; never loaded. */
__attribute__((section("socket"), btf_decl_tag("bpfmend:returns=0"))) int bad(void *ctx)
{
	return 0;
}
