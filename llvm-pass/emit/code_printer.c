// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Disassembles emitted code; see code_printer.h. */
#include "llvm-pass/emit/code_printer.h"

#include <string.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>

#include "llvm-pass/emit/emission.h"

enum { TEXT_SIZE = 128 };

static void encode(const struct instruction *instruction, uint8_t bytes[16])
{
	uint16_t offset = (uint16_t)instruction->offset;
	uint32_t low = (uint32_t)instruction->number, high = (uint32_t)(instruction->value >> 32);

	memset(bytes, 0, 16);
	bytes[0] = instruction->code;
	bytes[1] = (uint8_t)(instruction->src << 4 | instruction->dst);
	for (unsigned int i = 0; i < 2; i++)
		bytes[2 + i] = (uint8_t)(offset >> 8 * i);
	for (unsigned int i = 0; i < 4; i++)
		bytes[4 + i] = (uint8_t)(low >> 8 * i);
	/* What a relocation made of a constant is not the number that was written. */
	for (unsigned int i = 0; i < 4 && instruction->target == TARGET_NUMBER; i++)
		bytes[12 + i] = (uint8_t)(high >> 8 * i);
}

static void print_target(const struct bytecode *code, const struct instruction *instruction,
			 FILE *to)
{
	const struct function *function;

	switch ((enum target)instruction->target) {
	case TARGET_NUMBER:
		if (instruction_is_call(instruction))
			fprintf(to, ", helper %d", instruction->number);
		break;
	case TARGET_MAP:
		fprintf(to, ", map %s", code->maps[instruction->value].name);
		break;
	case TARGET_DATA:
		fprintf(to, ", %s + %u", code->data[instruction->value >> 32].name,
			(uint32_t)instruction->value);
		break;
	case TARGET_FUNCTION:
		function = bytecode_function_at(code, instruction->value);
		fprintf(to, ", function %s", function ? function->name : "?");
		break;
	case TARGET_KFUNC:
		fprintf(to, ", extern %s", code->externs[instruction->value]);
		break;
	}
}

static void print_instruction(LLVMDisasmContextRef disassembler, const struct bytecode *code,
			      size_t place, FILE *to)
{
	char text[TEXT_SIZE];
	uint8_t bytes[16];

	encode(&code->code[place], bytes);
	if (!LLVMDisasmInstruction(disassembler, bytes, sizeof(bytes), 0, text, sizeof(text)))
		snprintf(text, sizeof(text), "?");
	/* The printer of the backend begins with a tab. */
	fputs(text + strspn(text, "\t "), to);
	print_target(code, &code->code[place], to);
}

static void print_origin(const struct emission *emission, size_t place, FILE *to)
{
	LLVMValueRef from = emission->from[place];
	char *text = from ? LLVMPrintValueToString(from) : NULL;
	const char *line = text ? text + strspn(text, " ") : "-";

	/* A switch has several lines. */
	fprintf(to, "\t%s%.*s\n", emission->near[place] ? "~" : "", (int)strcspn(line, "\n"), line);
	LLVMDisposeMessage(text);
}

static void print_function(LLVMDisasmContextRef disassembler, const struct emission *emission,
			   size_t which, FILE *to)
{
	const struct function *function = &emission->code.functions[which];

	fprintf(to, "%s: in %s\n", function->name, function->section);
	for (size_t i = 0; i < function->count; i++) {
		size_t place = function->first + i;

		fprintf(to, "%5zu ", i);
		print_instruction(disassembler, &emission->code, place, to);
		print_origin(emission, place, to);
		i += instruction_is_constant(&emission->code.code[place]);
	}
}

void code_print(const struct emission *emission, FILE *to)
{
	LLVMDisasmContextRef disassembler;

	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFDisassembler();
	disassembler = LLVMCreateDisasmCPUFeatures("bpfel", "", "+alu32", NULL, 0, NULL, NULL);
	for (size_t i = 0; i < emission->code.function_count && disassembler; i++)
		print_function(disassembler, emission, i, to);
	if (disassembler)
		LLVMDisasmDispose(disassembler);
}

void code_printer_run(LLVMModuleRef module, unsigned int level, FILE *to)
{
	struct failure why = { "" };
	struct emission emission;

	if (emission_make(module, level, false, &emission, &why))
		fprintf(to, "not emitted: %s\n", why.text);
	else
		code_print(&emission, to);
	emission_free(&emission);
}
