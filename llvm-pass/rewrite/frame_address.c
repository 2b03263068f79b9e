// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Adds up chains of getelementptr as DAGCombiner will; see frame_address.h. */
#include "llvm-pass/rewrite/frame_address.h"

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/constant_number.h"

/* Chains of getelementptr that are longer are not followed to their end. */
#define MAX_DEPTH 32

/* An address as SelectionDAG will see it: a sum, with its constant part moved to the end. */
struct address {
	struct bridge_bits bits; /* of the sum without the constant */
	uint64_t constant;
	bool variable; /* the sum has a part that is no constant */
	const struct stack_object *object; /* what it points into; NULL if nothing known */
};

static struct bridge_bits constant_bits(uint64_t constant)
{
	return (struct bridge_bits){ .zero = ~constant, .one = constant };
}

/* haveNoCommonBitsSet(): the sum of the two is their "or". */
static bool disjoint(struct bridge_bits a, struct bridge_bits b)
{
	return (a.zero | b.zero) == UINT64_MAX;
}

static void settle_constant(struct address *address)
{
	address->bits = bridge_add_bits(address->bits, constant_bits(address->constant));
	address->constant = 0;
}

/* Adds a variable offset. Returns whether it will be an "or". */
static bool add_variable(struct address *address, struct bridge_bits offset)
{
	bool becomes_or = ~offset.zero && disjoint(address->bits, offset);

	address->bits = bridge_add_bits(address->bits, offset);
	address->variable = true;
	return becomes_or;
}

/* The phi of an induction variable, behind conversions and constant steps, or NULL. */
static LLVMValueRef strip_steps(LLVMValueRef index)
{
	for (unsigned int i = 0; i < MOST_LINKS; i++) {
		if (!LLVMIsAInstruction(index) || LLVMIsAPHINode(index))
			break;
		switch (LLVMGetInstructionOpcode(index)) {
		case LLVMZExt:
		case LLVMSExt:
		case LLVMTrunc:
			break;
		case LLVMAdd:
		case LLVMSub:
		case LLVMMul:
		case LLVMShl:
			if (!LLVMIsAConstantInt(LLVMGetOperand(index, 1)))
				return NULL;
			break;
		default:
			return NULL;
		}
		index = LLVMGetOperand(index, 0);
	}
	return LLVMIsAPHINode(index) ? index : NULL;
}

/*
 * True if an index counts a loop's turns: LoopStrengthReduce then makes a pointer of its own that
 * is counted up, and of that SelectionDAG knows nothing.
 */
static bool is_induction(LLVMValueRef index)
{
	LLVMValueRef phi = strip_steps(index);

	for (unsigned int i = 0; phi && i < LLVMCountIncoming(phi); i++) {
		LLVMValueRef next = LLVMGetIncomingValue(phi, i);

		if (next != phi && strip_steps(next) == phi)
			return true;
	}
	return false;
}

static bool constant_index(LLVMValueRef gep, unsigned int operand)
{
	return LLVMIsAConstantInt(LLVMGetOperand(gep, operand));
}

/* How many of its indices are constants before the first variable one. */
static unsigned int leading_constants(LLVMValueRef gep)
{
	unsigned int indices = LLVMGetNumIndices(gep), count = 0;

	while (count < indices && constant_index(gep, count + 1))
		count++;
	return count;
}

/* One index of a getelementptr, steps *type into it. */
static bool add_index(const struct frame *frame, struct address *address, LLVMTypeRef *type,
		      LLVMValueRef gep, unsigned int operand)
{
	LLVMValueRef index = LLVMGetOperand(gep, operand);
	uint64_t size;

	if (operand > 1 && LLVMGetTypeKind(*type) == LLVMStructTypeKind) {
		unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

		address->constant += LLVMOffsetOfElement(frame->layout, *type, field);
		*type = LLVMStructGetTypeAtIndex(*type, field);
		return false;
	}
	if (operand > 1)
		*type = LLVMGetElementType(*type);
	size = LLVMABISizeOfType(frame->layout, *type);
	if (constant_number_is(index)) {
		address->constant += (uint64_t)LLVMConstIntGetSExtValue(index) * size;
		return false;
	}
	if (is_induction(index)) {
		*address = (struct address){ .variable = true, .object = address->object };
		return false;
	}
	return add_variable(address, bridge_offset_bits(frame->analyses, index, size,
							LLVMGetInstructionParent(gep)));
}

static bool used_once(LLVMValueRef value)
{
	LLVMUseRef use = LLVMGetFirstUse(value);

	return use && !LLVMGetNextUse(use);
}

/* The constant offset of a getelementptr before its first variable index. */
static uint64_t leading_offset(const struct frame *frame, LLVMValueRef gep)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	struct address address = { 0 };

	for (unsigned int i = 1; i <= leading_constants(gep); i++)
		add_index(frame, &address, &type, gep, i);
	return address.constant;
}

/*
 * True if the sum that a getelementptr adds its first variable index to, the constant offset
 * included, has other users too. SelectionDAG has one node for equal sums.
 */
static bool start_shared(const struct frame *frame, LLVMValueRef gep, uint64_t constant)
{
	LLVMValueRef base = LLVMGetOperand(gep, 0);
	LLVMValueRef root = LLVMIsAGetElementPtrInst(base) ? LLVMGetOperand(base, 0) : base;

	if (!leading_offset(frame, gep) && !used_once(base))
		return true;
	for (LLVMUseRef use = LLVMGetFirstUse(root); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAGetElementPtrInst(user) && user != gep && user != base &&
		    LLVMGetInstructionParent(user) == LLVMGetInstructionParent(gep) &&
		    leading_offset(frame, user) == constant)
			return true;
	}
	return false;
}

/* Adds a getelementptr's indices to its base. Returns whether a variable one will be an "or". */
static bool add_indices(const struct frame *frame, struct address *address, LLVMValueRef gep)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	unsigned int first_variable = leading_constants(gep) + 1;
	unsigned int operands = (unsigned int)LLVMGetNumOperands(gep);
	bool becomes_or = false;

	for (unsigned int i = 1; i < operands; i++) {
		/* reassociateOps() moves a constant behind the offset unless the sum is shared. */
		if (i == first_variable && address->constant &&
		    start_shared(frame, gep, address->constant))
			settle_constant(address);
		becomes_or |= add_index(frame, address, &type, gep, i);
	}
	return becomes_or;
}

static struct address address_of(const struct frame *frame, LLVMValueRef pointer,
				 LLVMBasicBlockRef block, unsigned int depth);

/* The address of a getelementptr before its indices. */
static struct address base_of(const struct frame *frame, LLVMValueRef gep, unsigned int depth)
{
	return address_of(frame, LLVMGetOperand(gep, 0), LLVMGetInstructionParent(gep), depth + 1);
}

static struct address object_address(const struct frame *frame, LLVMValueRef alloca,
				     LLVMBasicBlockRef block)
{
	const struct stack_objects *objects = frame->objects;

	for (size_t i = 0; i < objects->object_count; i++)
		if (objects->objects[i].alloca == alloca)
			return (struct address){
				.bits.zero =
					bridge_frame_alignment(frame->analyses, alloca, block) - 1,
				.object = &objects->objects[i],
			};
	return (struct address){ 0 };
}

/* The bits that two addresses have in common. */
static struct address either(struct address a, struct address b)
{
	settle_constant(&a);
	settle_constant(&b);
	return (struct address){
		.bits.zero = a.bits.zero & b.bits.zero,
		.bits.one = a.bits.one & b.bits.one,
		.variable = true,
		.object = a.object ? a.object : b.object,
	};
}

/* What is known of a pointer where block is selected; nothing where it comes from another one. */
static struct address address_of(const struct frame *frame, LLVMValueRef pointer,
				 LLVMBasicBlockRef block, unsigned int depth)
{
	struct address address = { 0 };

	if (!LLVMIsAInstruction(pointer) || depth > MAX_DEPTH)
		return address;
	if (LLVMIsAAllocaInst(pointer))
		return object_address(frame, pointer, block);
	if (LLVMGetInstructionParent(pointer) != block)
		return address;
	if (LLVMIsAGetElementPtrInst(pointer)) {
		address = base_of(frame, pointer, depth);
		add_indices(frame, &address, pointer);
	} else if (LLVMIsASelectInst(pointer)) {
		address = either(address_of(frame, LLVMGetOperand(pointer, 1), block, depth + 1),
				 address_of(frame, LLVMGetOperand(pointer, 2), block, depth + 1));
	}
	return address;
}

/* True if a user takes an address with a constant at its end without computing it first. */
static bool takes_displacement(LLVMValueRef user, LLVMValueRef pointer)
{
	switch (LLVMGetInstructionOpcode(user)) {
	case LLVMLoad:
	case LLVMGetElementPtr:
		return true;
	case LLVMStore:
		return LLVMGetOperand(user, 0) != pointer;
	case LLVMAtomicRMW:
	case LLVMAtomicCmpXchg:
		return LLVMGetOperand(user, 0) == pointer;
	case LLVMCall:
		return LLVMIsAMemIntrinsic(user) || LLVMIsADbgInfoIntrinsic(user);
	default:
		return false;
	}
}

/* True if the constant at the end of an address will be an "or" in a register. */
static bool constant_becomes_or(const struct address *address, LLVMValueRef gep)
{
	if (!address->variable || !address->constant ||
	    !disjoint(address->bits, constant_bits(address->constant)))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(gep); use; use = LLVMGetNextUse(use))
		if (!takes_displacement(LLVMGetUser(use), gep))
			return true;
	return false;
}

enum frame_addition frame_addition(const struct frame *frame, LLVMValueRef gep,
				   const struct stack_object **object)
{
	struct address address;

	*object = NULL;
	/* Most are of these two kinds, and quickly told: a field, and no object at all. */
	if (leading_constants(gep) == LLVMGetNumIndices(gep) &&
	    LLVMIsAAllocaInst(LLVMGetOperand(gep, 0)))
		return FRAME_ADD;
	address = base_of(frame, gep, 0);
	if (!address.object)
		return FRAME_ADD;
	*object = address.object;
	if (add_indices(frame, &address, gep))
		return FRAME_OR_INDEX;
	return constant_becomes_or(&address, gep) ? FRAME_OR_CONSTANT : FRAME_ADD;
}

/* The first getelementptr of a chain that adds a variable offset. */
static LLVMValueRef first_variable(LLVMValueRef gep)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(gep);
	LLVMValueRef first = gep;

	for (LLVMValueRef i = gep;
	     LLVMIsAGetElementPtrInst(i) && LLVMGetInstructionParent(i) == block;
	     i = LLVMGetOperand(i, 0))
		if (leading_constants(i) < LLVMGetNumIndices(i))
			first = i;
	return first;
}

/* True if a getelementptr adds to another of its block that adds only constants. */
static bool has_constant_base(LLVMValueRef gep)
{
	LLVMValueRef base = LLVMGetOperand(gep, 0);

	return LLVMIsAGetElementPtrInst(base) &&
	       LLVMGetInstructionParent(base) == LLVMGetInstructionParent(gep) &&
	       leading_constants(base) == LLVMGetNumIndices(base);
}

struct frame_start frame_address_start(const struct frame *frame, LLVMValueRef gep)
{
	struct frame_start start = { .gep = first_variable(gep) };
	uint64_t own = leading_offset(frame, start.gep), constant = own;
	LLVMValueRef base = LLVMGetOperand(start.gep, 0);

	if (has_constant_base(start.gep))
		constant += leading_offset(frame, base);
	if (constant && start_shared(frame, start.gep, constant))
		start.constants = own ? leading_constants(start.gep) : 0;
	else if (has_constant_base(start.gep))
		start.gep = base;
	return start;
}

bool frame_same_sum(LLVMValueRef a, LLVMValueRef b)
{
	unsigned int first = leading_constants(a) + 1;

	return first <= LLVMGetNumIndices(a) && first == leading_constants(b) + 1 &&
	       first <= LLVMGetNumIndices(b) && LLVMGetOperand(a, 0) == LLVMGetOperand(b, 0) &&
	       LLVMGetOperand(a, first) == LLVMGetOperand(b, first);
}
