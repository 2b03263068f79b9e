#include <stdio.h>
#include "kernel/audit/audit.h"
#include "kernel/audit/signatures.h"
static void put(const struct signature_argument *a)
{
	char text[128];
	printf("\t%s", signature_type_words(a->type, text, sizeof(text)));
	if (a->size) printf(":%u", a->size);
	if (a->structure) printf(":%s", a->structure);
}
static int print(const struct audited *kernel, struct failure *why)
{
	struct signatures all = { 0 };
	int result = signatures_read(&kernel->vmlinux, &all, why);
	for (size_t i = 0; i < all.count && !result; i++) {
		const struct signature *s = &all.items[i];
		printf("%s\t%s\t%s\t%s%s%s%s", kernel->release, s->prototype, s->function ? s->function : "-",
		       s->gpl_only ? "G" : "", s->packet_access ? "P" : "", s->might_sleep ? "S" : "", s->fastcall ? "F" : "");
		put(&s->returns);
		for (int k = 0; k < 5; k++) put(&s->arguments[k]);
		printf("\n");
	}
	signatures_free(&all);
	return result;
}
int main(int argc, char **argv)
{
	const struct audit audit = { .symbols = SIGNATURE_NAMES, .compare = print, .print = print };
	return audit_main(argc, argv, &audit);
}
