// SPDX-License-Identifier: GPL-2.0
/* An annotation that expectation.c must refuse; never loaded. */
__attribute__((section("socket"), btf_decl_tag("bpfmend:capabilities=cap_everything"))) int bad(
	void *ctx)
{
	return 0;
}
