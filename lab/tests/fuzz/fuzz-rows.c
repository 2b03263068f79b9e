// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* JSON: rows of a matrix made into each report, and lines of the guest's; and veristat's CSV. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/report-formats.h"
#include "cli/report.h"
#include "cli/veristat/records.h"
#include "lab/answer.h"
#include "lab/tests/fuzz/fuzz.h"

static void write_reports(const struct report *report)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	report_junit(report, out);
	report_markdown(report, report, out);
	report_html(report, report, out);
	fclose(out);
	free(text);
}

static void take(const char *path)
{
	char *paths[] = { (char *)path };
	struct failure why = { "" };
	struct records records;
	struct report report;

	records_read(path, &records, &why);
	records_free(&records);
	if (report_read(paths, 1, &report, &why))
		return;
	write_reports(&report);
	report_free(&report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_as_text(data, size);
	struct json_object *object;
	enum answer kind;

	if (!answer_parse(line, &kind, &object))
		json_object_put(object);
	free(line);
	fuzz_as_file(data, size, take);
	return 0;
}
